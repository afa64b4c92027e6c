// Command parse reads a configuration of Alloy with its own parser: what that
// does not read is an error. The components behind the blocks are Alloy's own
// and are not asked.
//
//	parse config.alloy
package main

import (
	"fmt"
	"os"

	"github.com/grafana/alloy/syntax/parser"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	if len(arguments) != 1 {
		return fmt.Errorf("want a file, got %q", arguments)
	}
	text, err := os.ReadFile(arguments[0])
	if err != nil {
		return err
	}
	read, err := parser.ParseFile(arguments[0], text)
	if err != nil {
		return err
	}
	if len(read.Body) == 0 {
		return fmt.Errorf("%s: no block", arguments[0])
	}
	return nil
}
