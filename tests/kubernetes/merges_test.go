package kubernetes

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// A merge is a case of tests/golden/patches: an object, a partial one, and what
// Kustomize builds of both; nothing where it refuses.
type merge struct {
	Name  string          `json:"name"`
	Base  json.RawMessage `json:"base"`
	Patch json.RawMessage `json:"patch"`
	Built *string         `json:"built"`
}

// TestMerges has Kustomize judge the cases by which the doctor merges partial
// objects.
func TestMerges(t *testing.T) {
	text, err := os.ReadFile("../golden/patches/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []merge
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) == 0 {
		t.Fatal("no cases")
	}
	for _, one := range cases {
		folder := t.TempDir()
		for name, text := range map[string][]byte{
			"base.json":          one.Base,
			"patch.json":         one.Patch,
			"kustomization.yaml": []byte("resources: [base.json]\npatches: [{path: patch.json}]\n"),
		} {
			if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		output, err := control.kubectl("", "kustomize", folder)
		if (err != nil) != (one.Built == nil) || err == nil && output != *one.Built {
			t.Errorf("%s: Kustomize builds %v", one.Name, output)
		}
	}
}
