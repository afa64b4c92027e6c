package main

import (
	"crypto"
	"math/big"
	mrand "math/rand/v2"
	"os"
	"slices"
	"strings"
	"time"
)

// draft is a scenario in the making: everything is right until flaws come.
type draft struct {
	*mrand.Rand
	ring           *keyring
	c              *Case
	server, client *party
	now            time.Time
}

// party is one side's certificates.
type party struct {
	leaf *certificate
	// between holds the intermediates, the leaf's issuer first.
	between []*certificate
	roots   []*certificate
	// more is sent behind the chain.
	more []*certificate
	// order changes what is sent.
	order    func(chain []*certificate) []*certificate
	isClient bool
}

// flaw is one thing that may be wrong, or only unusual.
type flaw struct {
	name  string
	apply func(d *draft)
	// late is for what is done to the texts, after the certificates are written.
	late bool
}

// all are the flaws in turn; those that say something rare stand there often.
var all = func() (all []flaw) {
	more := map[string]int{
		"a hundred namesakes": 2, "Ed25519 key that did not sign": 2, "an odd algorithm": 2, "unknown extension": 1, "constraints on mail": 1, "excluded addresses": 1, "constraints on a good resource": 3, "constraints on good mail": 3, "policies demanded and usages wrong": 3, "broken constraints 15": 2, "years on end": 1, "resource under constraints": 4, "mail under constraints": 2, "weak key over TLS 1.2": 3, "weak key over RSA key exchange": 3,
		"old TLS with Ed25519": 6, "an RSA key longer than TLS takes": 5, "path length": 3, "version 1 intermediate": 3, "short RSA key": 3, "a key of an unknown kind": 2, "SHA-1 or MD5": 2,
		"a hundred names": 4, "a suite that is none": 2, "a version that is none": 1, "name in the subject alone": 1, "no certificate in the certificate": 4, "no key in the key": 2,
		"weak key": 5, "expired": 3, "not yet valid": 3, "excluded names": 2, "permitted names": 3, "an algorithm of another kind": 3, "odd names under constraints": 1, "another key": 1, "a broken signature": 1,
	}
	for _, flaw := range slices.Concat(flaws, textFlaws) {
		for range 1 + more[flaw.name] {
			all = append(all, flaw)
		}
	}
	return all
}()

// telling are those with a text of their own, or nearly so.
var telling = slices.DeleteFunc(slices.Clone(all), func(flaw flaw) bool {
	name := flaw.name
	return !flaw.late && !strings.HasPrefix(name, "broken ") && !strings.HasPrefix(name, "odd RSA key") && !slices.Contains([]string{
		"a hundred namesakes", "a hundred names", "path length", "short RSA key", "resource under constraints", "mail under constraints",
		"constraints on a good resource", "constraints on good mail", "policies demanded and usages wrong", "version 1 intermediate", "SHA-1 or MD5",
		"excluded addresses", "permitted addresses", "odd names under constraints", "name in the subject alone", "an RSA key longer than TLS takes",
		"expired", "not yet valid", "excluded names", "permitted names", "an algorithm of another kind", "Ed25519 key that did not sign", "an odd algorithm", "unknown extension", "critical key identifier", "critical authority key identifier", "critical access",
		"an extension twice", "two algorithms", "version 4", "version -1", "negative serial", "something behind it", "a key of an unknown kind", "constraints on mail",
	}, name)
})

var plaintextClient = all[slices.IndexFunc(all, func(flaw flaw) bool { return flaw.name == "plaintext client" })]

// makeUp makes a scenario with the flaw whose turn it is, and sometimes with
// others; one in a dozen has none.
func makeUp(r *mrand.Rand, ring *keyring, number int) (*Case, []string) {
	d := &draft{Rand: r, ring: ring, now: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)}
	d.c = &Case{
		ClientAuth: pick(r, "", "NoClientCert", "RequestClientCert", "RequireAnyClientCert", "RequireClientCert",
			"VerifyClientCertIfGiven", "RequireAndVerifyClientCert", "RequireAndVerifyClientCert"),
		Address: pick(r, "ingester.mimir.svc:9095", "10.0.0.7:9095", "localhost:9095", "[::1]:9095"),
	}
	if chance(r, 4) {
		d.c.ServerName = pick(r, "ingester.mimir.svc", "localhost")
	}
	if chance(r, 3) {
		d.c.Protocol = "grpc"
	}
	d.server, d.client = d.newParty(false), d.newParty(true)
	var chosen []flaw
	if number%5 < 2 {
		// Alone, so that nothing else is wrong before it.
		chosen = append(chosen, telling[(number/5*2+number%5)%len(telling)])
	} else if !chance(r, 12) {
		chosen = append(chosen, all[(number/5*3+number%5-2)%len(all)])
		for range [...]int{0, 0, 0, 0, 0, 0, 1, 1, 1, 2}[r.IntN(10)] {
			chosen = append(chosen, pick(r, all...))
		}
	}
	// What HTTP says to plaintext is rare otherwise.
	isHTTP := number%3 == 0
	if number%200 == 7 {
		chosen, isHTTP = []flaw{plaintextClient}, true
	}
	var names []string
	for _, flaw := range chosen {
		names = append(names, flaw.name)
		if !flaw.late {
			flaw.apply(d)
		}
	}
	d.write()
	for _, flaw := range chosen {
		if flaw.late {
			flaw.apply(d)
		}
	}
	if d.c.Plaintext || d.c.ServerCert == nil || d.c.ServerKey == nil {
		// What gRPC says to that is shown by a test of its own.
		d.c.Protocol = ""
	}
	// net/http dials other letters as Punycode.
	if d.c.Protocol == "" && isHTTP && !strings.Contains(d.c.Address, "ü") {
		d.c.Protocol = "http"
	}
	if chance(r, 20) {
		d.toFiles()
	}
	d.c.now = d.now
	d.c.Time = d.now.Format(time.RFC3339)
	return d.c, names
}

// write puts the certificates into the case.
func (d *draft) write() {
	c := d.c
	c.ServerCert, c.ServerKey = d.pair(d.server)
	c.CA = text(bundle(d.server.roots))
	if !chance(d.Rand, 6) {
		c.Cert, c.Key = d.pair(d.client)
	}
	if c.ClientAuth != "" && c.ClientAuth != "NoClientCert" {
		c.ServerCA = text(bundle(d.client.roots))
	}
}

func (d *draft) pair(p *party) (*string, *string) {
	chain := append([]*certificate{p.leaf}, p.between...)
	chain = append(chain, p.more...)
	if p.order != nil {
		chain = p.order(chain)
	}
	return text(bundle(chain)), text(encodeKey(d.Rand, p.leaf.key))
}

// toFiles puts some of the texts into files: a listener takes either, or one of
// each; an empty text is none, and an empty file is one.
func (d *draft) toFiles() {
	c := d.c
	for _, one := range []struct {
		text **string
		path *string
	}{
		{&c.ServerCert, &c.ServerCertPath}, {&c.ServerKey, &c.ServerKeyPath}, {&c.ServerCA, &c.ServerCAPath},
		{&c.Cert, &c.CertPath}, {&c.Key, &c.KeyPath}, {&c.CA, &c.CAPath},
	} {
		if *one.text == nil || **one.text == "" || chance(d.Rand, 3) {
			continue
		}
		file := must(os.CreateTemp(d.ring.folder, ""))
		must(file.WriteString(**one.text))
		must(0, file.Close())
		*one.text, *one.path = nil, file.Name()
	}
}

func bundle(certificates []*certificate) string {
	var all strings.Builder
	for _, certificate := range certificates {
		all.WriteString(block("CERTIFICATE", certificate.encode()))
	}
	return all.String()
}

func text(text string) *string { return &text }

// newParty makes a chain that is good for its role.
func (d *draft) newParty(isClient bool) *party {
	p := &party{isClient: isClient}
	root := d.newCA("Root "+pick(d.Rand, "A", "B", "C"), nil)
	p.roots = []*certificate{root}
	signer := root
	for range pick(d.Rand, 0, 0, 0, 1, 1, 2) {
		signer = d.newCA("Intermediate "+pick(d.Rand, "1", "2", "3"), signer)
		p.between = append([]*certificate{signer}, p.between...)
	}
	p.leaf = d.newLeaf(signer, isClient)
	return p
}

func (d *draft) newCA(name string, signer *certificate) *certificate {
	c := d.newCertificate(rdn("O", "Kentucky, Inc", "CN", name), d.ring.any(d.Rand), signer)
	c.with(19, true, basicConstraints(true, -1))
	c.with(15, true, keyUsage(5, 6))
	return c
}

func (d *draft) newLeaf(signer *certificate, isClient bool) *certificate {
	name, usage := "ingester", serverAuth
	if isClient {
		name, usage = "client", clientAuth
	}
	c := d.newCertificate(rdn("C", "US", "CN", name), d.ring.any(d.Rand), signer)
	if !isClient || chance(d.Rand, 4) {
		c.with(17, false, sans(dns("ingester.mimir.svc"), dns("localhost"), ip("10.0.0.7"), ip("::1")))
	}
	c.with(37, false, usages(usage))
	if chance(d.Rand, 2) {
		c.with(15, true, keyUsage(0))
	}
	return c
}

func (d *draft) newCertificate(subject []byte, key crypto.Signer, signer *certificate) *certificate {
	serial := new(big.Int).SetUint64(d.Uint64()>>1 + 1)
	c := &certificate{
		version: 3, serial: serial, subject: subject, key: key, signer: signer,
		notBefore: d.now.Add(-24 * time.Hour), notAfter: d.now.Add(365 * 24 * time.Hour),
	}
	if signer != nil && chance(d.Rand, 3) {
		c.algorithm = pick(d.Rand, fitting(signer.key)...)
	}
	c.identify()
	return c
}

// identify gives it the identifiers of its own and of its signer's key, as most
// tools do.
func (c *certificate) identify() {
	c.with(14, false, element(0x04, identifier(c.key)))
	if c.signer != nil {
		c.with(35, false, element(0x30, element(0x80, identifier(c.signer.key))))
	}
}

// party is one of the two; if it is the client, the server looks at it.
func (d *draft) party() *party {
	if d.IntN(5) < 3 {
		return d.server
	}
	d.c.ClientAuth = pick(d.Rand, "VerifyClientCertIfGiven", "RequireAndVerifyClientCert")
	return d.client
}

// authority is one of a side's CAs.
func (d *draft) authority() (*party, *certificate) {
	p := d.party()
	all := append(append([]*certificate{}, p.between...), p.roots[0])
	return p, pick(d.Rand, all...)
}

// member is any certificate of a side, the leaf as often as all the others.
func (d *draft) member() *certificate {
	p, c := d.authority()
	if chance(d.Rand, 2) {
		return p.leaf
	}
	return c
}

// below is an intermediate of a side; one is put in where there is none.
func (d *draft) below(p *party) *certificate {
	if len(p.between) == 0 {
		middle := d.newCA("Intermediate", p.roots[0])
		p.between = []*certificate{middle}
		p.leaf.signer = middle
		p.leaf.algorithm = algorithm{}
		p.leaf.identify()
	}
	return pick(d.Rand, p.between...)
}

// rekey gives a certificate another key, and what it has signed a new signature.
func (d *draft) rekey(p *party, c *certificate, key crypto.Signer) {
	c.key, c.spki = key, nil
	for _, member := range append(append([]*certificate{p.leaf}, p.between...), p.roots...) {
		if member.signer == c || member == c && c.signer == nil {
			member.algorithm = algorithm{}
		}
		member.identify()
	}
}
