// Conformance has Go judge the engine: it makes up handshakes, has Go's
// crypto/tls (behind dskit, grpc-go and net/http) really make each of them, and
// compares verdict, failing side and both sides' words with `mimir-tls handshake
// --batch`.
//
//	go run . -n 10000 -seed 7
//
// Two runs with one seed make the same scenarios, if not the same keys.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	mrand "math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"time"
)

// scenario is a case, how it came about, and what Go makes of it.
type scenario struct {
	number int
	flaws  []string
	line   []byte
	want   Answer
}

func main() {
	count := flag.Int("n", 10000, "how many scenarios")
	seed := flag.Uint64("seed", uint64(time.Now().UnixNano())%1e9, "which ones")
	least := flag.Int("least", 20, "how often each text must have been heard")
	shown := flag.Int("show", 5, "how many disagreements are printed")
	until := flag.Int("until", 0, "stop after so many disagreements; 0 is never")
	dump := flag.String("dump", "", "a file for the disagreeing cases, as JSON lines")
	binary := flag.String("bin", os.Getenv("MIMIR_TLS_BIN"), "mimir-tls")
	given := flag.Bool("cases", false, "judge the cases of the standard input, and compare nothing")
	flag.Parse()
	if *given {
		answer(os.Stdin, os.Stdout)
		return
	}
	if run(*count, *seed, *least, *shown, *until, *dump, *binary) > 0 {
		os.Exit(1)
	}
}

// run makes and compares so many scenarios; it returns how much was wrong.
func run(count int, seed uint64, least, shown, until int, dump, binary string) int {
	fmt.Printf("seed %d\n", seed)
	defer trustNobody()()
	ours := exec.Command(binary, "handshake", "--batch")
	ours.Stderr = os.Stderr
	input, output := must(ours.StdinPipe()), must(ours.StdoutPipe())
	must(0, ours.Start())

	folder := must(os.MkdirTemp("", "cases"))
	defer os.RemoveAll(folder)
	asked := make(chan scenario, 4096)
	var spent time.Duration
	go func() {
		spent = ask(count, seed, folder, input, asked)
		must(0, input.Close())
		close(asked)
	}()
	bad := compare(asked, output, shown, until, dump)
	must(0, ours.Wait())
	uncovered := coverage.report(least)
	fmt.Printf("%d scenarios, seed %d, %d disagreements, %d texts too rare or not in the table; Go made %.0f handshakes a second a core\n",
		count, seed, bad, uncovered, float64(count)/spent.Seconds())
	return bad + uncovered
}

// trustNobody takes the system's roots away, which Go asks where no pool is set:
// ours has none. What it returns brings back order.
func trustNobody() func() {
	must(0, os.Setenv("SSL_CERT_FILE", os.DevNull))
	nothing := must(os.MkdirTemp("", "no-roots"))
	must(0, os.Setenv("SSL_CERT_DIR", nothing))
	return func() { _ = os.Remove(nothing) }
}

// answer has Go judge cases as `mimir-tls handshake --batch` does, a line each,
// on all processors: for tests/bench, which sets the two side by side.
func answer(input io.Reader, output io.Writer) {
	defer trustNobody()()
	lines := bufio.NewScanner(input)
	lines.Buffer(nil, 1<<20)
	answers := make(chan chan []byte, 64*runtime.NumCPU())
	busy := make(chan struct{}, runtime.NumCPU())
	go func() {
		for lines.Scan() {
			line, result := bytes.Clone(lines.Bytes()), make(chan []byte, 1)
			answers <- result
			busy <- struct{}{}
			go func() {
				var c Case
				must(0, json.Unmarshal(line, &c))
				c.now = must(time.Parse(time.RFC3339, c.Time))
				result <- must(json.Marshal(judge(&c)))
				<-busy
			}()
		}
		must(0, lines.Err())
		close(answers)
	}()
	writer := bufio.NewWriter(output)
	for result := range answers {
		must(writer.Write(append(<-result, '\n')))
	}
	must(0, writer.Flush())
}

// ask makes up the scenarios and has Go judge them, on all processors; they go
// out in order. It returns the time that Go's handshakes took in all.
func ask(count int, seed uint64, folder string, input io.Writer, asked chan<- scenario) time.Duration {
	ring := newKeyring()
	ring.folder = folder
	made := make(chan chan scenario, 64*runtime.NumCPU())
	work := make(chan func(), cap(made))
	var spent time.Duration
	var lock sync.Mutex
	for range runtime.NumCPU() {
		go func() {
			for task := range work {
				task()
			}
		}()
	}
	go func() {
		for number := range count {
			result := make(chan scenario, 1)
			made <- result
			work <- func() {
				r := mrand.New(mrand.NewPCG(seed, uint64(number)))
				c, flaws := makeUp(r, ring, number)
				begun := time.Now()
				want := judge(c)
				took := time.Since(begun)
				lock.Lock()
				spent += took
				lock.Unlock()
				result <- scenario{number, flaws, must(json.Marshal(c)), want}
			}
		}
		close(made)
		close(work)
	}()
	writer := bufio.NewWriter(input)
	for result := range made {
		scenario := <-result
		must(writer.Write(append(scenario.line, '\n')))
		asked <- scenario
	}
	must(0, writer.Flush())
	return spent
}

// compare reads our answers, one a scenario, and returns how many differ.
func compare(asked <-chan scenario, output io.Reader, shown, until int, dump string) int {
	var file *os.File
	if dump != "" {
		file = must(os.Create(dump))
		defer file.Close()
	}
	lines := bufio.NewScanner(output)
	lines.Buffer(nil, 1<<20)
	bad := 0
	for scenario := range asked {
		var got Answer
		if !lines.Scan() {
			fmt.Printf("no answer to scenario %d\n", scenario.number)
			return bad + 1
		}
		must(0, json.Unmarshal(lines.Bytes(), &got))
		coverage.count(scenario.want)
		if got.same(scenario.want) {
			continue
		}
		bad++
		if bad <= shown {
			fmt.Printf("scenario %d, %v\n  Go   %v\n  ours %v\n", scenario.number, scenario.flaws, scenario.want, got)
		}
		if bad == until {
			fmt.Printf("stopped after %d disagreements\n", bad)
			os.Exit(1)
		}
		if file != nil {
			fmt.Fprintf(file, "%s\n", scenario.line)
		}
	}
	return bad
}
