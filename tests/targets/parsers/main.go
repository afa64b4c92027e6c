// Command parse reads the configuration of Envoy, Traefik and Alloy with their
// own types and parsers: what they would not read is an error.
//
//	parse envoy envoy.yaml
//	parse traefik dynamic.yaml
//	parse alloy config.alloy
package main

import (
	"fmt"
	"os"

	bootstrap "github.com/envoyproxy/go-control-plane/envoy/config/bootstrap/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/router/v3"
	manager "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	tls "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"
	"github.com/grafana/alloy/syntax/parser"
	"github.com/traefik/paerser/file"
	"github.com/traefik/traefik/v3/pkg/config/dynamic"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"sigs.k8s.io/yaml"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	switch {
	case len(arguments) == 2 && arguments[0] == "envoy":
		return envoy(arguments[1])
	case len(arguments) == 2 && arguments[0] == "traefik":
		return traefik(arguments[1])
	case len(arguments) == 2 && arguments[0] == "alloy":
		return alloy(arguments[1])
	}
	return fmt.Errorf("want `envoy FILE`, `traefik FILE` or `alloy FILE`, got %q", arguments)
}

// envoy reads a bootstrap as Envoy does, unknown fields refused, and holds each
// message against the rules of Envoy's API.
func envoy(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	json, err := yaml.YAMLToJSON(text)
	if err != nil {
		return err
	}
	var read bootstrap.Bootstrap
	if err := protojson.Unmarshal(json, &read); err != nil {
		return err
	}
	if err := read.ValidateAll(); err != nil {
		return err
	}
	resources := read.GetStaticResources()
	for _, listener := range resources.GetListeners() {
		for _, chain := range listener.GetFilterChains() {
			if err := unpack(chain.GetTransportSocket().GetTypedConfig(), &tls.DownstreamTlsContext{}); err != nil {
				return err
			}
			for _, filter := range chain.GetFilters() {
				if err := unpack(filter.GetTypedConfig(), &manager.HttpConnectionManager{}); err != nil {
					return err
				}
			}
		}
	}
	if len(resources.GetListeners()) == 0 || len(resources.GetClusters()) == 0 {
		return fmt.Errorf("%s: no listener or no cluster", path)
	}
	for _, cluster := range resources.GetClusters() {
		socket := cluster.GetTransportSocket().GetTypedConfig()
		if err := unpack(socket, &tls.UpstreamTlsContext{}); err != nil {
			return fmt.Errorf("%s: %w", cluster.GetName(), err)
		}
	}
	return nil
}

type message interface {
	proto.Message
	ValidateAll() error
}

func unpack(packed *anypb.Any, into message) error {
	if err := packed.UnmarshalTo(into); err != nil {
		return err
	}
	return into.ValidateAll()
}

// traefik reads what a file provider of Traefik gives it, as Traefik does, which
// refuses unknown fields, and holds routers, services and transports together.
func traefik(path string) error {
	var read dynamic.Configuration
	if err := file.Decode(path, &read); err != nil {
		return err
	}
	if read.HTTP == nil || len(read.HTTP.Routers) == 0 || read.TLS == nil {
		return fmt.Errorf("%s: no routers, or no TLS", path)
	}
	for name, router := range read.HTTP.Routers {
		if read.HTTP.Services[router.Service] == nil {
			return fmt.Errorf("%s: router %s: no service %s", path, name, router.Service)
		}
	}
	for name, service := range read.HTTP.Services {
		if read.HTTP.ServersTransports[service.LoadBalancer.ServersTransport] == nil {
			return fmt.Errorf("%s: service %s: no transport", path, name)
		}
	}
	return nil
}

// alloy parses a configuration. The components behind its blocks are Alloy's own
// and are not asked.
func alloy(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	read, err := parser.ParseFile(path, text)
	if err != nil {
		return err
	}
	if len(read.Body) == 0 {
		return fmt.Errorf("%s: no block", path)
	}
	return nil
}
