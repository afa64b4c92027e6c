package mimir

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mimir-tls/tests/mimir/cluster"
)

// TestCluster starts the same cluster from each form that the settings take,
// and each time with another certificate profile.
func TestCluster(t *testing.T) {
	forms := []struct {
		name, profile string
		// The certificate of a client that is no component of Mimir.
		member   string
		settings func(t *testing.T, folder, component string) []string
	}{
		{"flags", "split", "client", flags},
		{"flags and certificates by component", "per-component", "external/client", flagsInOwnFolder},
		{"yaml by component", "split", "client", func(_ *testing.T, folder, component string) []string {
			return []string{"-config.file=" + filepath.Join(folder, "yaml", component+".yaml")}
		}},
		{"yaml of the cluster", "single", "server", func(_ *testing.T, folder, _ string) []string {
			return []string{"-config.file=" + filepath.Join(folder, "yaml", "mimir.yaml")}
		}},
	}
	for _, form := range forms {
		t.Run(form.name, func(t *testing.T) {
			folder := generate(t, "--mode", "microservices", "--profile", form.profile, "--grpc-auth", "RequireAndVerifyClientCert")
			checkCluster(t, folder, form.member, form.settings)
		})
	}
}

// TestFolder parses and runs a folder that stands there already,
// MIMIR_TLS_FOLDER: the page's archive, unpacked. Its files must name its
// certificates where they are.
func TestFolder(t *testing.T) {
	folder := os.Getenv("MIMIR_TLS_FOLDER")
	if folder == "" {
		t.Skip("MIMIR_TLS_FOLDER names no folder")
	}
	parseFolder(t, folder)
	checkCluster(t, folder, "client", flags)
}

// checkCluster starts a cluster with the settings and visits it, as its member
// with the certificate of that name and as others.
func checkCluster(t *testing.T, folder, member string, settings func(t *testing.T, folder, component string) []string) {
	t.Helper()
	c := cluster.Start(t, mimirBin, func(component string) []string {
		return settings(t, folder, component)
	})
	visitors := cluster.NewVisitors(t, filepath.Join(folder, "certs"), member)
	c.WaitUntilReady(t, visitors)
	c.CheckGossip(t, visitors)
	c.CheckRPC(t, visitors)
	c.CheckSample(t, visitors.Anonymous)
}

func flags(t *testing.T, folder, component string) []string {
	return readFlags(t, filepath.Join(folder, "flags", component+".flags"))
}

// flagsInOwnFolder stands for a machine a component, each with certs/COMPONENT
// as its certificate folder.
func flagsInOwnFolder(t *testing.T, folder, component string) []string {
	certs := filepath.Join(folder, "certs") + "/"
	own := flags(t, folder, component)
	for i, flag := range own {
		own[i] = strings.Replace(flag, "="+certs, "="+certs+component+"/", 1)
	}
	return own
}
