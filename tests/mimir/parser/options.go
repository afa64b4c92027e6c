package parser

import (
	"flag"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/grafana/mimir/pkg/mimir"
	"go.yaml.in/yaml/v3"
)

// option is one value of Mimir's configuration.
type option struct {
	Path string `json:"path"` // keys joined by dots; empty for what is a flag alone
	Flag string `json:"flag"` // empty for what is in YAML alone
	Type string `json:"type"` // as the catalog calls it
}

// block is a mapping of Mimir's configuration.
type block struct {
	path string
	kind reflect.Type
}

// schema is all that Mimir takes, hidden or not: what its types and its flags say.
type schema struct {
	options []option
	inYAML  []option
	flags   []option
	blocks  []block
	below   map[string][]string // the keys of a block
}

// readSchema walks over Mimir's configuration as the YAML library does.
func readSchema() *schema {
	config := new(mimir.Config)
	flags := newFlags(config)
	flags.Var(ignored{}, "config.file", "")
	flags.Bool("config.expand-env", false, "")
	registerMain(flags)
	walk := &walker{schema: &schema{below: map[string][]string{}}, at: map[uintptr][]*flag.Flag{}, seen: map[string]bool{}}
	flags.VisitAll(func(found *flag.Flag) {
		if value := reflect.ValueOf(found.Value); value.Kind() == reflect.Pointer {
			walk.at[value.Pointer()] = append(walk.at[value.Pointer()], found)
		}
	})
	walk.mapping(reflect.ValueOf(config).Elem(), "")
	flags.VisitAll(func(found *flag.Flag) {
		if !walk.seen[found.Name] {
			walk.add(option{Flag: found.Name, Type: typeOfFlag(found)})
		}
	})
	return walk.schema
}

type ignored struct{}

func (ignored) String() string   { return "" }
func (ignored) Set(string) error { return nil }

type walker struct {
	*schema
	at   map[uintptr][]*flag.Flag
	seen map[string]bool
}

func (w *walker) add(found option) {
	w.options = append(w.options, found)
	if found.Path != "" {
		w.inYAML = append(w.inYAML, found)
	}
	if found.Flag != "" {
		w.flags = append(w.flags, found)
	}
}

func (w *walker) mapping(value reflect.Value, path string) {
	for at := range value.NumField() {
		field, inner := value.Type().Field(at), value.Field(at)
		if !field.IsExported() {
			continue
		}
		name, rest, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		switch {
		case name == "-":
			continue
		case slices.Contains(strings.Split(rest, ","), "inline"):
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			w.mapping(inner, path)
			continue
		case name == "":
			name = strings.ToLower(field.Name)
		}
		w.below[strings.TrimSuffix(path, ".")] = append(w.below[strings.TrimSuffix(path, ".")], name)
		if isBlock(inner) {
			w.blocks = append(w.blocks, block{path + name, inner.Type()})
			w.mapping(inner, path+name+".")
			continue
		}
		found := option{Path: path + name, Type: typeOf(inner.Type())}
		if flags := w.at[inner.Addr().Pointer()]; len(flags) > 0 {
			found.Flag = flags[0].Name
			w.seen[found.Flag] = true
		}
		w.add(found)
	}
}

// isBlock tells a mapping of options from a value that reads itself. The three
// that read themselves and are mappings of options all the same are limits.
func isBlock(value reflect.Value) bool {
	if value.Kind() != reflect.Struct {
		return false
	}
	pointer := value.Addr().Interface()
	_, reads := pointer.(yaml.Unmarshaler)
	_, readsOld := pointer.(interface {
		UnmarshalYAML(func(any) error) error
	})
	return !reads && !readsOld || strings.HasSuffix(value.Type().Name(), "Limits")
}

// types are the catalog's words for Mimir's types.
var types = map[string]string{
	"bool":                             "boolean",
	"*bool":                            "boolean",
	"string":                           "string",
	"flagext.Secret":                   "string",
	"config.Secret":                    "string",
	"int":                              "int",
	"int64":                            "int",
	"uint":                             "uint",
	"uint64":                           "uint",
	"float64":                          "float",
	"time.Duration":                    "duration",
	"model.Duration":                   "prometheus-duration",
	"flagext.Bytes":                    "bytes",
	"flagext.URLValue":                 "url",
	"flagext.StringSliceCSV":           "string", // with commas
	"flagext.StringSliceCSVMulti":      "csv-or-list",
	"flagext.StringSlice":              "list",
	"[]string":                         "list",
	"tsdb.DurationList":                "durations",
	"flagext.CIDRSliceCSV":             "cidrs",
	"flagext.LimitsMap[string]":        "string-map",
	"flagext.LimitsMap[int]":           "int-map",
	"flagext.LimitsMap[float64]":       "rates",
	"log.Level":                        "log-level",
	"ingest.SASLMechanism":             "sasl-mechanism",
	"s3.BucketLookupType":              "bucket-lookup",
	"model.ValidationScheme":           "name-scheme",
	"[]*relabel.Config":                "relabelling",
	"costattributionmodel.Labels":      "cost-labels",
	"validation.BlockedQueriesConfig":  "blocked-queries",
	"validation.LimitedQueriesConfig":  "limited-queries",
	"validation.BlockedRequestsConfig": "blocked-requests",
	"validation.LabelValueLengthOverLimitStrategy": "long-value-strategy",
	"validation.OTelTranslationStrategyValue":      "otel-strategy",
	"activeseriesmodel.CustomTrackersConfig":       "trackers",
	"*flag.boolValue":                              "boolean",
	"*flag.stringValue":                            "string",
	"*flag.intValue":                               "int",
	"*flag.float64Value":                           "float",
	"*flag.durationValue":                          "duration",
	"*flagext.URLValue":                            "url",
	"flagext.deprecatedFlag":                       "string",
	"parser.ignored":                               "string",
}

func typeOf(kind reflect.Type) string {
	name, ok := types[kind.String()]
	if !ok {
		panic(fmt.Sprintf("Mimir has a type that is not known here: %s", kind))
	}
	return name
}

func typeOfFlag(found *flag.Flag) string { return typeOf(reflect.TypeOf(found.Value)) }
