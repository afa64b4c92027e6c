// Package accepted holds the catalog's goldens against what Mimir itself takes.
//
// Its config descriptor leaves out what is hidden, and so cannot say that nothing
// is missing. Here Mimir's own flags and types are asked, those of the Mimir that
// go.mod names: they have each name that the goldens have of the newest release,
// and the goldens have each of theirs. What the descriptor of that Mimir lacks
// beside the newest release stands in ahead.txt, which package catalog writes.
package accepted

import (
	"encoding/json"
	"flag"
	"io"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-kit/log"
	"github.com/grafana/mimir/pkg/mimir"
	"go.yaml.in/yaml/v3"
)

const goldens = "../../golden/catalog/"

// row is an option in a golden.
type row struct {
	Flag         string
	YAML         string
	RemovedIn    string `json:"removed_in"`
	DocumentedIn string `json:"documented_in"`
}

// ours gives the flags and the paths of the newest release.
func ours(t *testing.T) (flags, paths []string) {
	t.Helper()
	lacks := ahead(t)
	for _, file := range []string{"mimir-all-options.json", "mimir-hidden-options.json"} {
		text, err := os.ReadFile(goldens + file)
		if err != nil {
			t.Fatal(err)
		}
		var rows []row
		if err := json.Unmarshal(text, &rows); err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			if row.RemovedIn != "" || row.DocumentedIn != "" || lacks[row.YAML] {
				continue
			}
			if row.Flag != "" {
				flags = append(flags, row.Flag)
			}
			if row.YAML != "" {
				paths = append(paths, row.YAML)
			}
		}
	}
	return sorted(flags), sorted(paths)
}

// ahead gives the paths that the newest release has and this Mimir has not.
func ahead(t *testing.T) map[string]bool {
	t.Helper()
	text, err := os.ReadFile(goldens + "ahead.txt")
	if err != nil {
		t.Fatal(err)
	}
	lacks := map[string]bool{}
	for _, line := range regexp.MustCompile(`(?m)^- (\S+)`).FindAllStringSubmatch(string(text), -1) {
		lacks[line[1]] = true
	}
	return lacks
}

// theirs gives the flags and the paths that Mimir takes. Its main has a few flags
// that nobody can link.
func theirs(config *mimir.Config) (flags, paths []string) {
	set := flag.NewFlagSet("mimir", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	config.RegisterFlags(set, log.NewNopLogger())
	set.VisitAll(func(found *flag.Flag) { flags = append(flags, found.Name) })
	flags = append(flags, "config.expand-env", "config.file", "debug.block-profile-rate", "debug.mutex-profile-fraction", "h", "help", "help-all",
		"log.rate-limit-enabled", "log.rate-limit-logs-burst-size", "log.rate-limit-logs-per-second", "mem-ballast-size-bytes", "modules", "version")
	walk(reflect.ValueOf(config).Elem(), "", func(path string) { paths = append(paths, path) })
	return sorted(flags), sorted(paths)
}

// walk goes through a block as the YAML library does, to each value that is no
// block itself.
func walk(block reflect.Value, prefix string, each func(string)) {
	for at := range block.NumField() {
		field, inner := block.Type().Field(at), block.Field(at)
		name, rest, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		switch {
		case !field.IsExported() || name == "-":
			continue
		case slices.Contains(strings.Split(rest, ","), "inline"):
			walk(reflect.Indirect(inner), prefix, each)
			continue
		case name == "":
			name = strings.ToLower(field.Name)
		}
		if isBlock(inner) {
			walk(inner, prefix+name+".", each)
		} else {
			each(prefix + name)
		}
	}
}

// isBlock tells a block of options from a value that reads itself. Limits read
// themselves and are a block all the same.
func isBlock(value reflect.Value) bool {
	if value.Kind() != reflect.Struct {
		return false
	}
	reads := value.Addr().MethodByName("UnmarshalYAML").IsValid()
	return !reads || strings.HasSuffix(value.Type().Name(), "Limits")
}

func sorted(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

func TestNamesAreMimirsOwn(t *testing.T) {
	config := new(mimir.Config)
	ourFlags, ourPaths := ours(t)
	flags, paths := theirs(config)
	if len(flags) < 2000 || len(paths) < 2000 {
		t.Fatalf("Mimir has %d flags and %d keys", len(flags), len(paths))
	}
	differ(t, "flag", ourFlags, flags)
	differ(t, "key", ourPaths, paths)
}

// TestKeysAreTaken has Mimir's strict reader take each key, with nothing at it.
func TestKeysAreTaken(t *testing.T) {
	_, paths := ours(t)
	refused := func(path string) error {
		text := ""
		keys := strings.Split(path, ".")
		for depth, key := range keys {
			text += strings.Repeat(" ", depth) + key + ":\n"
		}
		config := new(mimir.Config)
		config.RegisterFlags(flag.NewFlagSet("", flag.ContinueOnError), log.NewNopLogger())
		decoder := yaml.NewDecoder(strings.NewReader(text))
		decoder.KnownFields(true)
		return decoder.Decode((*mimir.ConfigWithCommon)(config))
	}
	// The blocks are few, and each is read as a whole: to register all flags for
	// each key would take minutes.
	blocks := map[string]string{}
	for _, path := range paths {
		blocks[path[:strings.LastIndex(path, ".")+1]] = path
	}
	for _, path := range blocks {
		if err := refused(path); err != nil && strings.Contains(err.Error(), "not found in type") {
			t.Errorf("%s: %v", path, err)
		}
	}
	if err := refused("ingester.no_such_key"); err == nil {
		t.Error("a key is taken that Mimir does not have")
	}
}

func differ(t *testing.T, what string, ours, theirs []string) {
	t.Helper()
	for _, name := range ours {
		if _, found := slices.BinarySearch(theirs, name); !found {
			t.Errorf("Mimir refuses the %s %s, which the goldens have", what, name)
		}
	}
	for _, name := range theirs {
		if _, found := slices.BinarySearch(ours, name); !found {
			t.Errorf("the goldens lack the %s %s, which Mimir takes", what, name)
		}
	}
}
