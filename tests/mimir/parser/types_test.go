package parser

import "testing"

// TestTypesAreMimirs holds the catalog's types against those of Mimir's own
// configuration, option by option, hidden ones too.
func TestTypesAreMimirs(t *testing.T) {
	schema, o := readSchema(), startOurs(t)
	var answer struct{ Types []string }
	if err := o.ask(map[string]any{"options": schema.options}, &answer); err != nil {
		t.Fatal(err)
	}
	for at, option := range schema.options {
		if got := answer.Types[at]; got != option.Type {
			t.Errorf("%s -%s is %s, not %q", option.Path, option.Flag, option.Type, got)
		}
	}
}

// TestNamed has the cases that people met.
func TestNamed(t *testing.T) {
	b := &both{newJudge(), startOurs(t)}
	config := func(text string) Case {
		return Case{Args: []string{"-config.file=m"}, Files: map[string]string{"m": text}}
	}
	for name, test := range map[string]struct {
		Case
		starts bool
	}{
		"merge keys and empty blocks": {config(`target: all
ingester_client: {grpc_client_config: &c {tls_enabled: true, tls_ca_path: /t/ca}}
querier:
  store_gateway_client:
    <<: *c
    tls_server_name: mimir
frontend_worker:
ruler: {}
`), true},
		"only comments below a block": {config("server:\n  # nothing\nmemberlist:\ningester_client: {grpc_client_config: }\n"), true},
		"yes":                         {config("memberlist: {tls_enabled: yes}\n"), true},
		"on, capital":                 {config("memberlist: {tls_enabled: ON}\n"), true},
		"yes in quotes":               {config("memberlist: {tls_enabled: \"yes\"}\n"), true},
		"true in quotes":              {config("memberlist: {tls_enabled: \"true\"}\n"), false},
		"yes on a command line":       {Case{Args: []string{"-memberlist.tls-enabled=yes"}}, false},
		"t on a command line":         {Case{Args: []string{"-memberlist.tls-enabled=t"}}, true},
		"the same key twice":          {config("memberlist:\n  tls_enabled: true\n  tls_enabled: yes\n"), false},
		"hidden options":              {config("ingester: {push_grpc_method_enabled: false}\nblocks_storage: {tsdb: {block_ranges_period: [2h]}}\n"), true},
		"two flags in one word":       {Case{Args: []string{"-target=ingester -server.http-tls-client-auth=foo"}}, true},
		"a word among flags":          {Case{Args: []string{"-target=ingester", "word", "-nonsense"}}, true},
		"a second document":           {config("target: all\n---\nnonsense: 1\n"), true},
	} {
		t.Run(name, func(t *testing.T) {
			if starts := b.judge.judge(test.Case).Starts; starts != test.starts {
				t.Errorf("Mimir starts: %t", starts)
			}
			if why, err := b.disagreement(test.Case); why != "" || err != nil {
				t.Error(why, err)
			}
		})
	}
}
