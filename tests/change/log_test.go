package change

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// aboutTLS is what a line has that tells of TLS: every error of Go's crypto/tls and
// crypto/x509 begins so. That a handshake took too long, or that somebody hung up in
// it, is told otherwise.
var aboutTLS = regexp.MustCompile(`\b(tls|x509): `)

// late is what a member of the gossip says when another has been late. A write whose
// deadline has passed is not sent, but has its number in the sequence of records;
// the farewell behind it comes with the next number, and does not decrypt. The other
// end logs `i/o timeout` in that moment. It has nothing to do with certificates, and
// a cluster whose processes restart without a change has it too.
var late = regexp.MustCompile(`component=memberlist .*local error: tls: bad record MAC`)

// An address in a line of a log.
var address = regexp.MustCompile(`127\.0\.0\.1:(\d+)`)

// A trouble is a line of a process's log that tells of TLS, and not of somebody late.
type trouble struct {
	process, component, line string
	// The component that was dialled, if the line has its address.
	to string
	// Whether it was dialled for gossip.
	isGossip bool
}

// kind is what the trouble is, without who, when and where.
func (it trouble) kind() string {
	begin := aboutTLS.FindStringIndex(it.line)
	return address.ReplaceAllString(it.line[begin[0]:], "ADDRESS")
}

// marks are how far the logs of all processes are.
func (f *fleet) marks(t *testing.T) map[string]int64 {
	t.Helper()
	marks := map[string]int64{}
	for _, m := range f.members {
		marks[m.name] = must(os.Stat(m.Log()))(t).Size()
	}
	return marks
}

// troubles are those in the logs behind the marks; beside them, how many lines tell
// of somebody late.
func (f *fleet) troubles(t *testing.T, marks map[string]int64) (found []trouble, lines int) {
	t.Helper()
	for _, m := range f.members {
		text := must(os.ReadFile(m.Log()))(t)[marks[m.name]:]
		for line := range strings.Lines(string(text)) {
			if late.MatchString(line) {
				lines++
				continue
			}
			if !aboutTLS.MatchString(line) {
				continue
			}
			it := trouble{process: m.name, component: m.component, line: strings.TrimSpace(line)}
			for _, match := range address.FindAllStringSubmatch(line, -1) {
				port, _ := strconv.Atoi(match[1])
				for _, other := range f.members {
					if slices.Contains([]int{other.HTTP.Port, other.GRPC.Port, other.Gossip.Port}, port) && other != m {
						it.to, it.isGossip = other.component, port == other.Gossip.Port
					}
				}
			}
			found = append(found, it)
		}
	}
	return found, lines
}

// byKind counts troubles, a line for each kind.
func byKind(all []trouble) map[string]int {
	counts := map[string]int{}
	for _, it := range all {
		counts[it.kind()]++
	}
	return counts
}
