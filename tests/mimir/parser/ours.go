package parser

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
)

// Answer is what we make of a case.
type Answer struct {
	Starts bool `json:"starts"`
	// At are the places where Mimir stops, as we say.
	At []Place `json:"at"`
	// Values are those of the TLS flags that the texts set, in the end.
	Values map[string]string `json:"values"`
	// Doctor is whether `check` says that Mimir does not start; absent where it
	// was not asked.
	Doctor *bool `json:"doctor"`
	// Error is why a text cannot be read at all.
	Error string `json:"error"`
}

// Place is a word of the command line, counted from 0, or a place in a file.
type Place struct {
	Name string `json:"name"`
	Word *int   `json:"word"`
	// Words is 2 where the value is a word of its own.
	Words int `json:"words"`
	// Line and Column are those of the key.
	Line   int `json:"line"`
	Column int `json:"column"`
	// Wrong are the lines of what is wrong: the key's own, or those of values.
	Wrong []int `json:"wrong"`
}

// ours is a process that answers a line with a line.
type ours struct {
	process *exec.Cmd
	input   io.WriteCloser
	output  *bufio.Reader
}

func start(binary string) (*ours, error) {
	process := exec.Command(binary)
	process.Stderr = os.Stderr
	input, err := process.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := process.Start(); err != nil {
		return nil, err
	}
	return &ours{process, input, bufio.NewReaderSize(output, 1<<16)}, nil
}

// ask has a question answered.
func (o *ours) ask(question, answer any) error {
	line, err := json.Marshal(question)
	if err != nil {
		return err
	}
	if _, err := o.input.Write(append(line, '\n')); err != nil {
		return err
	}
	line, err = o.output.ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("no answer: %w", err)
	}
	return json.Unmarshal(line, answer)
}

func (o *ours) stop() error {
	if err := o.input.Close(); err != nil {
		return err
	}
	return o.process.Wait()
}
