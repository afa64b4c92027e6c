// Mutate shows that the conformance run sees a wrong engine: it puts one fault
// after the other into a copy of the sources, builds that, and wants the run to
// find a disagreement every time.
//
//	go run ./mutate -copy DIR      DIR is kept, so that the next run builds faster
package main

import (
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

//go:embed mutations.json
var list []byte

// mutation is one fault: a text that occurs once in a file, and what stands
// there instead.
type mutation struct{ Name, File, Find, Replace string }

func main() {
	directory := flag.String("copy", "", "where to build (default: a temporary folder)")
	count := flag.Int("n", 10000, "how many scenarios a mutation may survive")
	seed := flag.Uint64("seed", 1, "which scenarios")
	flag.Parse()
	root := strings.TrimSpace(string(must(exec.Command("git", "rev-parse", "--show-toplevel").Output())))
	if *directory == "" {
		*directory = must(os.MkdirTemp("", "mutation"))
		defer os.RemoveAll(*directory)
	}
	must(0, os.MkdirAll(*directory, 0o755))
	mutations := read(root)
	files := exec.Command("sh", "-c", `git -C "$1" ls-files -z core web Cargo.toml Cargo.lock tests/it tests/bench tests/wasm | xargs -0 -I{} cp --parents {} "$2"`, "sh", root, *directory)
	files.Dir = root
	must(0, execute(files))
	conformance := filepath.Join(*directory, "conformance")
	must(0, execute(exec.Command("go", "build", "-o", conformance, ".")))

	if verdict := try(*directory, conformance, *count, *seed); verdict != "SURVIVED" {
		fmt.Printf("the engine as it is: %s\n", verdict)
		os.Exit(1)
	}
	caught := 0
	for _, mutation := range mutations {
		begun := time.Now()
		path := filepath.Join(*directory, mutation.File)
		original := must(os.ReadFile(path))
		must(0, os.WriteFile(path, []byte(strings.Replace(string(original), mutation.Find, mutation.Replace, 1)), 0o644))
		verdict := try(*directory, conformance, *count, *seed)
		must(0, os.WriteFile(path, original, 0o644))
		if verdict == "caught" {
			caught++
		}
		fmt.Printf("%-12s %3.0f s  %s\n", verdict, time.Since(begun).Seconds(), mutation.Name)
	}
	fmt.Printf("%d of %d mutations caught, seed %d\n", caught, len(mutations), *seed)
	if caught < len(mutations) {
		os.Exit(1)
	}
}

// read checks that every mutation still has its place.
func read(root string) (mutations []mutation) {
	must(0, json.Unmarshal(list, &mutations))
	for _, mutation := range mutations {
		text := string(must(os.ReadFile(filepath.Join(root, mutation.File))))
		if found := strings.Count(text, mutation.Find); found != 1 {
			fmt.Printf("%s: %q stands %d times in %s\n", mutation.Name, mutation.Find, found, mutation.File)
			os.Exit(2)
		}
	}
	return mutations
}

func try(directory, conformance string, count int, seed uint64) string {
	build := exec.Command("cargo", "build", "--quiet", "--package", "mimir-tls", "--bin", "mimir-tls", "--config", "profile.dev.package.mimir-tls.opt-level=0", "--config", "profile.dev.package.go-tls.opt-level=0", "--config", "profile.dev.debug=false")
	build.Dir = directory
	if execute(build) != nil {
		return "NOT BUILT"
	}
	run := exec.Command(conformance, "-until", "1", "-least", "0", "-n", fmt.Sprint(count), "-seed", fmt.Sprint(seed),
		"-bin", filepath.Join(directory, "target/debug/mimir-tls"))
	if output, err := run.CombinedOutput(); err == nil {
		return "SURVIVED"
	} else if !strings.Contains(string(output), "disagree") {
		os.Stdout.Write(output)
		return "FAILED"
	}
	return "caught"
}

func execute(command *exec.Cmd) error {
	command.Stdout, command.Stderr = os.Stderr, os.Stderr
	return command.Run()
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
