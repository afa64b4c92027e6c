package main

import (
	"fmt"
	"math/big"
	"time"
)

// flaws are those of certificates, before they are written. Each is as likely
// as the next, so that every text is heard.
var flaws = append(append(append([]flaw{
	{"expired", func(d *draft) { d.member().notAfter = d.now.Add(-time.Duration(1+d.IntN(9999)) * time.Second) }},
	{"not yet valid", func(d *draft) { d.member().notBefore = d.now.Add(time.Duration(1+d.IntN(9999)) * time.Second) }},
	{"valid to this second", func(d *draft) { d.member().notAfter = d.now }},
	{"valid from this second", func(d *draft) { d.member().notBefore = d.now }},
	{"another year", func(d *draft) {
		d.now = d.now.AddDate(pick(d.Rand, -30, -1, 1, 30, 300), 0, 0)
	}},
	{"years on end", func(d *draft) {
		d.member().notAfter = time.Date(pick(d.Rand, 2049, 2050, 9999), 12, 31, 23, 59, 59, 0, time.UTC)
	}},

	{"usage of the other role", func(d *draft) {
		p := d.party()
		p.leaf.with(37, false, usages(map[bool][]byte{false: clientAuth, true: serverAuth}[p.isClient]))
	}},
	{"no usage", func(d *draft) { d.party().leaf.without(37) }},
	{"any usage", func(d *draft) { d.party().leaf.with(37, false, usages(anyUsage)) }},
	{"both usages", func(d *draft) { d.party().leaf.with(37, chance(d.Rand, 2), usages(clientAuth, serverAuth)) }},
	{"foreign usage", func(d *draft) {
		d.party().leaf.with(37, false, usages(oidOf(1, 3, 6, 1, 5, 5, 7, 3, pick(d.Rand, 3, 4, 8, 9, 77))))
	}},
	{"empty usages", func(d *draft) { d.party().leaf.with(37, false, usages()) }},
	{"usage of a CA", func(d *draft) {
		_, c := d.authority()
		c.with(37, false, usages(pick(d.Rand, serverAuth, clientAuth, anyUsage, oidOf(1, 2, 3))))
	}},
	{"key usage of a CA", func(d *draft) {
		_, c := d.authority()
		c.with(15, true, pick(d.Rand, keyUsage(0), keyUsage(6), keyUsage(0, 5), keyUsage(8), []byte{3, 2, 7, 0}))
	}},
	{"no key usage of a CA", func(d *draft) { _, c := d.authority(); c.without(15) }},
	{"key usage of a leaf", func(d *draft) { d.party().leaf.with(15, true, keyUsage(pick(d.Rand, 1, 2, 4, 5))) }},
	{"no basic constraints", func(d *draft) { _, c := d.authority(); c.without(19) }},
	{"a CA that is none", func(d *draft) { _, c := d.authority(); c.with(19, true, basicConstraints(false, -1)) }},
	{"a leaf that is a CA", func(d *draft) { d.party().leaf.with(19, true, basicConstraints(true, pick(d.Rand, -1, 0))) }},
	{"path length", func(d *draft) {
		p, c := d.authority()
		d.below(p)
		c.with(19, true, basicConstraints(true, pick(d.Rand, 0, 0, 1, 5)))
	}},
	{"version 1 leaf", func(d *draft) { d.party().leaf.version = 1 }},
	{"version 1 leaf with the name in its subject", func(d *draft) {
		d.server.leaf.version = 1
		d.server.leaf.subject = rdn("C", "US", "CN", "ingester.mimir.svc")
	}},
	{"version 2", func(d *draft) { d.member().version = 2 }},
	{"version 1 CA", func(d *draft) { _, c := d.authority(); c.version = 1 }},

	{"SHA-1 or MD5", func(d *draft) { d.member().algorithm = pick(d.Rand, oldAlgorithms...) }},
	{"an odd algorithm", func(d *draft) { d.member().algorithm = pick(d.Rand, oddAlgorithms...) }},
	{"an algorithm of another kind", func(d *draft) {
		d.member().algorithm = pick(d.Rand, rsaAlgorithms[0], ecAlgorithms[0], edAlgorithm)
	}},
	{"a broken signature", func(d *draft) {
		c := d.member()
		c.spoil = append(c.spoil, func(der []byte) []byte { der[len(der)-3] ^= 1; return der })
	}},
	{"signed by a namesake", func(d *draft) {
		p := d.party()
		namesake := d.newCA("Root", nil)
		namesake.subject = p.roots[0].subject
		p.roots[0] = namesake
		if chance(d.Rand, 2) {
			namesake.without(14)
		}
	}},
	{"short RSA key", func(d *draft) {
		p, c := d.authority()
		if chance(d.Rand, 2) {
			c = p.leaf
		}
		d.rekey(p, c, pick(d.Rand, d.ring.weak...))
	}},
	{"RSA key", func(d *draft) { p, c := d.authority(); d.rekey(p, c, pick(d.Rand, d.ring.rsa...)) }},
	{"RSA leaf", func(d *draft) { p := d.party(); d.rekey(p, p.leaf, pick(d.Rand, d.ring.rsa...)) }},
	{"P-224", func(d *draft) {
		p, c := d.authority()
		if chance(d.Rand, 2) {
			c = p.leaf
		}
		d.rekey(p, c, pick(d.Rand, d.ring.p224...))
	}},
	{"every algorithm of a key", func(d *draft) {
		p, c := d.authority()
		d.rekey(p, c, pick(d.Rand, pick(d.Rand, d.ring.others...)...))
		for _, member := range append([]*certificate{p.leaf}, p.between...) {
			if member.signer != nil {
				member.algorithm = pick(d.Rand, fitting(member.signer.key)...)
			}
		}
	}},

	{"no intermediate", func(d *draft) {
		p := d.party()
		d.below(p)
		p.order = func(chain []*certificate) []*certificate { return chain[:1] }
	}},
	{"intermediates the wrong way round", func(d *draft) {
		p := d.party()
		d.below(p)
		p.order = func(chain []*certificate) []*certificate {
			turned := append([]*certificate{}, chain[0])
			for at := len(chain) - 1; at > 0; at-- {
				turned = append(turned, chain[at])
			}
			return turned
		}
	}},
	{"the CA first", func(d *draft) {
		p := d.party()
		p.order = func(chain []*certificate) []*certificate { return append([]*certificate{p.roots[0]}, chain...) }
	}},
	{"the root sent too", func(d *draft) { p := d.party(); p.more = append(p.more, p.roots[0]) }},
	{"a stranger in the chain", func(d *draft) { p := d.party(); p.more = append(p.more, d.newCA("Stranger", nil)) }},
	{"a certificate twice", func(d *draft) { p := d.party(); p.more = append(p.more, p.leaf); p.roots = append(p.roots, p.roots[0]) }},
	{"two CAs of one name", func(d *draft) {
		p := d.party()
		other := d.newCA("Root", nil)
		other.subject = p.roots[0].subject
		p.roots = append([]*certificate{other}, p.roots...)
	}},
	{"another CA beside it", func(d *draft) { p := d.party(); p.roots = append(p.roots, d.newCA("Other", nil)) }},
	{"another CA in its place", func(d *draft) { d.party().roots = []*certificate{d.newCA("Other", nil)} }},
	{"the intermediate trusted", func(d *draft) { p := d.party(); p.roots = []*certificate{d.below(p)} }},
	{"the leaf trusted", func(d *draft) { p := d.party(); p.roots = []*certificate{p.leaf} }},
	{"signs itself", func(d *draft) {
		p := d.party()
		p.leaf.signer, p.between = nil, nil
		p.leaf.algorithm = algorithm{}
		p.leaf.without(35)
		if chance(d.Rand, 2) {
			p.roots = []*certificate{p.leaf}
		}
	}},
	{"cross-signed", func(d *draft) {
		p := d.party()
		middle := d.below(p)
		other := d.newCA("Cross", p.roots[0])
		twin := *middle
		twin.signer, twin.algorithm = other, algorithm{}
		twin.identify()
		back := *other
		back.signer, back.algorithm = middle, algorithm{}
		back.identify()
		p.more = append(p.more, &twin, &back, other)
	}},
	{"a hundred namesakes", func(d *draft) {
		p := d.party()
		middle := d.below(p)
		for range pick(d.Rand, 40, 120) {
			namesake := d.newCA("Namesake", nil)
			namesake.key, namesake.subject = pick(d.Rand, d.ring.p256[:4]...), middle.subject
			namesake.identify()
			p.more = append(p.more, namesake)
		}
		p.roots = p.roots[:1]
	}},
	{"other key identifiers", func(d *draft) {
		c := d.member()
		c.with(14, false, element(0x04, []byte{1, 2, 3}))
		if chance(d.Rand, 2) {
			c.with(35, false, element(0x30, element(0x80, []byte{4, 5, 6})))
		}
	}},
	{"no key identifiers", func(d *draft) { c := d.member(); c.without(14); c.without(35) }},
	{"another issuer", func(d *draft) { d.member().issuer = rdn("CN", "Nobody") }},
	{"a plain subject", func(d *draft) {
		_, c := d.authority()
		c.subject = pick(d.Rand, rdn("C", "US"), rdn("O", "No \"CN\"\n"), rdn("CN", "Größe"), element(0x30), rdn("CN", "one", "CN", "two"))
	}},
	{"zero serial", func(d *draft) { d.member().serial = new(big.Int) }},
	{"long serial", func(d *draft) { c := d.member(); c.serial = new(big.Int).Lsh(c.serial, 160) }},
	{"unknown extension", func(d *draft) {
		c := d.member()
		c.extensions = append(c.extensions, extension{Id: []int{1, 2, 3, 4}, Critical: !chance(d.Rand, 4), Value: null})
	}},
	{"all others of the chain", func(d *draft) {
		d.server, d.client = d.client, d.server
	}},
	{"CA of the other side", func(d *draft) { d.server.roots, d.client.roots = d.client.roots, d.server.roots }},
	{"one CA for both", func(d *draft) {
		d.client.roots, d.client.between = d.server.roots, nil
		d.client.leaf.signer, d.client.leaf.algorithm = d.server.roots[0], algorithm{}
		d.client.leaf.identify()
	}},
	{"memberlist's double role", func(d *draft) {
		// Its client certificate is what its listener shows.
		d.server = d.client
		d.server.leaf.with(17, false, sans(dns("ingester.mimir.svc"), ip("10.0.0.7")))
	}},
}, nameFlaws...), constraintFlaws...), brokenFlaws...)

// nameFlaws are about what the certificate is for and what the client wants.
var nameFlaws = []flaw{
	{"no names", func(d *draft) { d.server.leaf.without(17) }},
	{"name in the subject alone", func(d *draft) {
		d.server.leaf.without(17)
		d.server.leaf.subject = rdn("CN", pick(d.Rand, "ingester.mimir.svc", "Ingester.Mimir.SVC", "*.mimir.svc", "10.0.0.7", "localhost"))
		d.c.ServerName, d.c.Address = "", pick(d.Rand, "ingester.mimir.svc:1", "ingester.mimir.svc.:1", "10.0.0.7:1", "localhost:1")
	}},
	{"names and no addresses", func(d *draft) { d.server.leaf.with(17, false, sans(dns("ingester.mimir.svc"))) }},
	{"addresses and no names", func(d *draft) { d.server.leaf.with(17, false, sans(ip("10.0.0.7"))) }},
	{"a hundred names", func(d *draft) {
		var names [][]byte
		for index := range pick(d.Rand, 99, 100, 105) {
			names = append(names, dns(fmt.Sprintf("n%d.svc", index)), ip(fmt.Sprintf("10.1.1.%d", index)))
		}
		d.server.leaf.with(17, false, sans(names...))
	}},
	{"odd names", func(d *draft) { d.oddNames() }},
	{"more odd names", func(d *draft) { d.oddNames() }},
	{"names of no kind", func(d *draft) {
		d.server.leaf.with(17, chance(d.Rand, 2), sans(element(0x82), element(0x88, []byte{42, 3})))
	}},
	{"only other names", func(d *draft) { d.server.leaf.with(17, chance(d.Rand, 2), sans(element(0x88, []byte{42, 3}))) }},
	{"mail and resources", func(d *draft) {
		d.party().leaf.with(17, false, sans(dns("ingester.mimir.svc"), ip("10.0.0.7"), email(pick(d.Rand, "a@example.com", "x")), uri("spiffe://cluster/ns")))
	}},
	{"mapped address", func(d *draft) {
		d.server.leaf.with(17, false, sans(element(0x87, []byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 7})))
		d.c.Address = pick(d.Rand, "10.0.0.7:1", "[::ffff:10.0.0.7]:1", "10.0.0.8:1")
	}},
	{"skips verification", func(d *draft) { d.c.SkipVerify = true }},
	{"another address", func(d *draft) {
		d.c.ServerName = ""
		d.c.Address = pick(d.Rand, "10.0.0.8:9095", "[fd00::7]:9095", "x.mimir.svc:9095", "a.b.mimir.svc:1", "mimir.svc:1",
			"ingester.mimir.svc.:9095", "INGESTER.mimir.svc:1", "bad_name.svc:1", "-x.svc:1", "*.mimir.svc:1", "b\u00fccher.example:1", "xn--bcher-kva.example:1", "010.0.0.7:1", "[::ffff:10.0.0.7]:1", "[fe80::1%eth0]:1", ":9095", "ingester..svc:1")
	}},
	{"another server name", func(d *draft) {
		d.c.ServerName = pick(d.Rand, "10.0.0.7", "LocalHost", "ingester.mimir.svc.", "::1", "[::1]", "b\u00fccher.example", "other", "x.mimir.svc", "*", ".", "a b", "10.0.0.9")
	}},
}

func (d *draft) oddNames() {
	all := []string{"ingester.mimir.svc", "*.mimir.svc", "*", "*.*.svc", "ingester.*.svc", "i*.mimir.svc", "MiXed.Example.COM", "bad_name.svc", "", ".", "-x.svc", "ingester.mimir.svc.", "mimir.svc", "x y", "b\xfccher", "xn--bcher-kva.example", "a..svc", "*.svc", "10.0.0.7"}
	var names [][]byte
	for range 1 + d.IntN(4) {
		name := pick(d.Rand, all...)
		if name == "b\xfccher" && !chance(d.Rand, 4) {
			continue
		}
		names = append(names, dns(name))
	}
	d.server.leaf.with(17, false, sans(append(names, ip("10.0.0.7"))...))
	d.c.ServerName = pick(d.Rand, "", "ingester.mimir.svc", "x.mimir.svc", "mixed.example.com", "bad_name.svc", "-x.svc", "mimir.svc", "x y", "xn--bcher-kva.example", "*.mimir.svc", "ingester.mimir.svc.", "a..svc")
}
