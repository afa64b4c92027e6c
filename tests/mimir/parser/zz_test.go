package parser
import ("testing";"fmt")
func TestShow(t *testing.T) {
	s := readSchema()
	for _, i := range []int{85,498,877,1348,2400,3375,5223,5218} { fmt.Println(i, s.generate(7, i)) }
}
