package certificates

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// verb is what the fmt package fills in.
var verb = regexp.MustCompile(`%[+#.0-9]*[a-zA-Z]`)

// making has the beginnings of functions that nobody calls who reads certificates
// and speaks TLS: they make certificates, requests and lists, and write keys.
var making = []string{"Create", "Encrypt", "Marshal", "build", "create", "marshal", "signTBS", "signingParams"}

// elsewhere has the ends of files of which nothing is in a Mimir: tests, systems on
// which it does not run, and a protocol that it does not speak.
var elsewhere = []string{"_test.go", "_darwin.go", "_plan9.go", "_windows.go", "quic.go"}

// goTexts are the texts of Go's TLS that begin with its name, each with a word in
// place of what is filled in.
func goTexts(t *testing.T) []string {
	var texts []string
	for _, folder := range []string{"crypto/tls", "crypto/x509"} {
		files, err := filepath.Glob(filepath.Join(runtime.GOROOT(), "src", folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			isElsewhere := func(end string) bool { return strings.HasSuffix(name, end) }
			if !slices.ContainsFunc(elsewhere, isElsewhere) {
				texts = append(texts, textsOf(t, name)...)
			}
		}
	}
	slices.Sort(texts)
	return slices.Compact(texts)
}

func textsOf(t *testing.T, name string) []string {
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.FuncDecl:
			isMade := func(begin string) bool { return strings.HasPrefix(node.Name.Name, begin) }
			return !slices.ContainsFunc(making, isMade)
		case *ast.CallExpr:
			// A panic is a fault of who calls, and no text of a log.
			called, ok := node.Fun.(*ast.Ident)
			return !ok || called.Name != "panic"
		case *ast.BasicLit:
			text, err := strconv.Unquote(node.Value)
			isSaid := strings.HasPrefix(text, "tls: ") || strings.HasPrefix(text, "x509: ")
			if err == nil && isSaid && len(text) > len("x509: ") {
				texts = append(texts, verb.ReplaceAllString(text, "some"))
			}
		}
		return true
	})
	return texts
}

// TestTexts has mimir-tls know every text by which Go's TLS refuses something: by
// what it means, or as one of Go's that is not described.
func TestTexts(t *testing.T) {
	texts := goTexts(t)
	if len(texts) < 250 {
		t.Fatalf("only %d texts", len(texts))
	}
	for _, text := range texts {
		log := filepath.Join(t.TempDir(), "mimir.log")
		line := "level=error msg=\"error running application\" err=" + strconv.Quote(text) + "\n"
		if err := os.WriteFile(log, []byte(line), 0o600); err != nil {
			t.Fatal(err)
		}
		output, err := mimirTLS(t, "explain", "--format", "json", log)
		var report struct{ Found []struct{ ID string } }
		if failed := json.Unmarshal([]byte(output), &report); failed != nil || len(report.Found) != 1 {
			t.Errorf("%s: %v, %v: %s", text, err, failed, output)
		}
	}
}
