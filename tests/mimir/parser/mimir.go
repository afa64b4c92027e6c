// Package parser has Mimir's own parser judge ours.
//
// It makes up configuration files and command lines, hands each to what Mimir
// is made of (its Config, its flags and its strict YAML, put together as
// cmd/mimir/main.go does) and to examples/parses.rs, and compares whether Mimir
// starts, at which key it stops, and what its TLS options are set to.
//
// "Starts" is about reading. What Mimir checks when all has been read is not
// asked, since it is about values that fit together and not about a text: the
// Validate of a block says that a ring wants a quorum, not that a word is no
// number. One such check runs in the middle of reading, that of the limits; it
// is left out here too (see decode). A flag that prints and exits, as -version,
// is a flag like any other. Of a regular expression only that it is a text is
// compared.
//
// There is no list of exceptions. One thing is compared in part: of an alias that
// repeats itself, where it fails (see repeatsItself).
package parser

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-kit/log"
	"github.com/grafana/dskit/flagext"
	"github.com/grafana/mimir/pkg/mimir"
	"github.com/grafana/mimir/pkg/util/validation"
	"go.yaml.in/yaml/v3"
)

// Case is what Mimir is started with: the words behind its name, the files that
// it finds, and its environment.
type Case struct {
	Args  []string          `json:"args"`
	Files map[string]string `json:"files,omitempty"`
	Env   map[string]string `json:"env,omitempty"`
	// Doctor is whether `check` is asked as well.
	Doctor bool `json:"doctor,omitempty"`
}

// Verdict is what Mimir makes of a case.
type Verdict struct {
	Starts bool
	// Error is why not, in Mimir's words.
	Error string
	// Lines are those of the configuration file that the error names.
	Lines []int
	// IsWhole is whether they are all that is wrong in the file: an error of
	// another kind ends the reading at once.
	IsWhole bool
	// InFile is whether the configuration file is at fault.
	InFile bool
	// Flag is the flag at which the command line is not understood any more.
	Flag string

	flags *flag.FlagSet
}

// Value is what a flag is set to in the end, by whatever set it.
func (v Verdict) Value(name string) (string, bool) {
	found := v.flags.Lookup(name)
	if found == nil {
		return "", false
	}
	return found.Value.String(), true
}

// judge is Mimir's configuration with its flags. To register them all takes
// longer than to read most texts, so that one is used again and again.
type judge struct {
	config   *mimir.Config
	pristine mimir.Config
	flags    []*flag.Flag
	clear    []func()
}

func newJudge() *judge {
	j := &judge{config: new(mimir.Config)}
	newFlags(j.config).VisitAll(func(found *flag.Flag) { j.flags = append(j.flags, found) })
	j.pristine = *j.config
	j.clear = emptying(reflect.ValueOf(j.config).Elem())
	return j
}

// emptying empties what is written to in its place, and is no field that could be
// set back.
func emptying(value reflect.Value) []func() {
	if value.Kind() != reflect.Struct || !value.CanAddr() || !value.Addr().CanInterface() {
		return nil
	}
	switch found := value.Addr().Interface().(type) {
	case *flagext.LimitsMap[string]:
		return []func(){func() { clear(found.Read()) }}
	case *flagext.LimitsMap[int]:
		return []func(){func() { clear(found.Read()) }}
	case *flagext.LimitsMap[float64]:
		return []func(){func() { clear(found.Read()) }}
	}
	var all []func()
	for at := range value.NumField() {
		all = append(all, emptying(value.Field(at))...)
	}
	return all
}

// judge parses as Mimir does: the configuration file that the command line
// names first, then the command line itself.
func (j *judge) judge(c Case) Verdict {
	*j.config = j.pristine
	for _, empty := range j.clear {
		empty()
	}
	flags := flag.NewFlagSet("mimir", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	for _, found := range j.flags {
		flags.Var(found.Value, found.Name, found.Usage)
	}
	return c.judge(j.config, flags)
}

func (c Case) judge(config *mimir.Config, flags *flag.FlagSet) Verdict {
	v := Verdict{flags: flags}
	if file, expand := c.configFile(); file != "" {
		if err := c.load(file, expand, config); err != nil {
			v.Error, v.InFile = err.Error(), true
			v.Lines, v.IsWhole = lines(err)
			return v
		}
	}
	flagext.IgnoredFlag(flags, "config.file", "")
	flags.Bool("config.expand-env", false, "")
	registerMain(flags)
	err := flags.Parse(c.Args)
	if err == nil {
		err = mimir.InheritCommonFlagValues(log.NewNopLogger(), flags, config.Common, config)
	}
	if err != nil {
		v.Error, v.Flag = err.Error(), flagIn(err)
		return v
	}
	v.Starts = true
	return v
}

func newFlags(config *mimir.Config) *flag.FlagSet {
	flags := flag.NewFlagSet("mimir", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	config.RegisterFlags(flags, log.NewNopLogger())
	return flags
}

// registerMain has the flags that Mimir's main registers itself.
func registerMain(flags *flag.FlagSet) {
	for _, name := range []string{"mem-ballast-size-bytes", "debug.mutex-profile-fraction", "debug.block-profile-rate", "log.rate-limit-logs-burst-size"} {
		flags.Int(name, 0, "")
	}
	for _, name := range []string{"log.rate-limit-enabled", "version", "modules", "help", "h", "help-all"} {
		flags.Bool(name, false, "")
	}
	flags.Float64("log.rate-limit-logs-per-second", 0, "")
}

// configFile is the file that Mimir reads before it looks at its flags, and
// whether variables are put in: any word may be the one that says so, and the
// last counts.
func (c Case) configFile() (file string, expand bool) {
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&file, "config.file", "", "")
	flags.BoolVar(&expand, "config.expand-env", false, "")
	for from := range c.Args {
		_ = flags.Parse(c.Args[from:])
	}
	return file, expand
}

func (c Case) load(file string, expand bool, config *mimir.Config) error {
	text, ok := c.Files[file]
	if !ok {
		return fmt.Errorf("error reading config file: %s", file)
	}
	if expand {
		text = os.Expand(text, func(name string) string {
			name, otherwise, _ := strings.Cut(name, ":")
			value := c.Env[name]
			if value == "" {
				value = otherwise
			}
			return strings.ReplaceAll(value, "\n", "")
		})
	}
	return decode([]byte(text), config)
}

// decode reads the first document, strictly. Where that fails, the limits are
// read once more as what they are without their own check, which Mimir makes in
// the middle of reading, and the rest without the limits.
func decode(text []byte, config *mimir.Config) error {
	before := *config
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	err := decoder.Decode((*mimir.ConfigWithCommon)(config))
	if err == nil || errors.As(err, new(*yaml.TypeError)) || !hasLimits.Match(text) {
		return err
	}
	var document yaml.Node
	if yaml.NewDecoder(bytes.NewReader(text)).Decode(&document) != nil {
		return err
	}
	// The configuration stays the one that its flags know.
	*config = before
	for _, empty := range emptying(reflect.ValueOf(config).Elem()) {
		empty()
	}
	if decodeNode(&document, config) != nil {
		return err
	}
	return nil
}

var hasLimits = regexp.MustCompile(`limits`)

// plainLimits has the fields of the limits and none of their methods.
type plainLimits validation.Limits

func decodeNode(document *yaml.Node, config *mimir.Config) error {
	options := yaml.DecodeOptions{KnownFields: true}
	root := document.Content[0]
	if root.Kind != yaml.MappingNode {
		return root.DecodeWithOptions((*mimir.ConfigWithCommon)(config), options)
	}
	rest := *root
	rest.Content = nil
	for at := 0; at < len(root.Content); at += 2 {
		key, value := root.Content[at], root.Content[at+1]
		if key.Value != "limits" || value.ShortTag() == "!!null" {
			rest.Content = append(rest.Content, key, value)
			continue
		}
		// The key stays, since what is merged in counts behind it.
		rest.Content = append(rest.Content, key, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"})
		if err := value.DecodeWithOptions((*plainLimits)(&config.LimitsConfig), options); err != nil {
			return err
		}
	}
	return rest.DecodeWithOptions((*mimir.ConfigWithCommon)(config), options)
}

var lineIn = regexp.MustCompile(`line (\d+): `)

// lines are those that an error of the YAML library names, and whether it goes
// on behind them.
func lines(err error) (named []int, whole bool) {
	var wrong *yaml.TypeError
	if !errors.As(err, &wrong) {
		return nil, false
	}
	whole = !strings.Contains(err.Error(), "common config")
	for _, text := range wrong.Errors {
		if strings.Contains(text, "already defined at") {
			whole = false
		}
		if found := lineIn.FindStringSubmatch(text); found != nil {
			line, _ := strconv.Atoi(found[1])
			named = append(named, line)
		}
	}
	slices.Sort(named)
	return slices.Compact(named), whole
}

var flagNames = []*regexp.Regexp{
	regexp.MustCompile(`^flag provided but not defined: -(.*)$`),
	regexp.MustCompile(`(?s)^invalid (?:boolean )?value ".*" for (?:flag )?-([^ :]+): `),
	regexp.MustCompile(`(?s)^invalid (?:boolean )?flag ([^ :]+): `),
	regexp.MustCompile(`^flag needs an argument: -(.*)$`),
	regexp.MustCompile(`^bad flag syntax: (.*)$`),
}

// flagIn is the flag that an error of the flag package names.
func flagIn(err error) string {
	for _, name := range flagNames {
		if found := name.FindStringSubmatch(err.Error()); found != nil {
			return found[1]
		}
	}
	return ""
}
