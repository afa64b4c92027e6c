package main

import (
	"fmt"
	"math/big"
	"time"
)

// flaws are those of certificates, before they are written. Each is as likely
// as the next, so that every text is heard.
var flaws = append(append(append([]flaw{
	{name: "expired", apply: func(d *draft) { d.member().notAfter = d.now.Add(-time.Duration(1+d.IntN(9999)) * time.Second) }},
	{name: "not yet valid", apply: func(d *draft) { d.member().notBefore = d.now.Add(time.Duration(1+d.IntN(9999)) * time.Second) }},
	{name: "dates of another zone", apply: func(d *draft) {
		// Good, expired or not yet valid: Go says so in the zone of the certificate.
		zone := time.FixedZone("", 60*pick(d.Rand, 60, -210, 345, -1, 1439))
		written := func(hours int) []byte {
			return element(0x17, []byte(d.now.Add(time.Duration(hours)*time.Hour).In(zone).Format("060102150405-0700")))
		}
		d.member().validity = element(0x30, written(pick(d.Rand, -48, -48, 24)), written(pick(d.Rand, 48, 48, -24)))
	}},
	{name: "valid to this second", apply: func(d *draft) { d.member().notAfter = d.now }},
	{name: "valid from this second", apply: func(d *draft) { d.member().notBefore = d.now }},
	{name: "another year", apply: func(d *draft) {
		d.now = d.now.AddDate(pick(d.Rand, -30, -1, 1, 30, 300), 0, 0)
	}},
	{name: "years on end", apply: func(d *draft) {
		d.member().notAfter = time.Date(pick(d.Rand, 2049, 2050, 9999), 12, 31, 23, 59, 59, 0, time.UTC)
	}},

	{name: "usage of the other role", apply: func(d *draft) {
		p := d.party()
		p.leaf.with(37, false, usages(map[bool][]byte{false: clientAuth, true: serverAuth}[p.isClient]))
	}},
	{name: "no usage", apply: func(d *draft) { d.party().leaf.without(37) }},
	{name: "any usage", apply: func(d *draft) { d.party().leaf.with(37, false, usages(anyUsage)) }},
	{name: "both usages", apply: func(d *draft) { d.party().leaf.with(37, chance(d.Rand, 2), usages(clientAuth, serverAuth)) }},
	{name: "foreign usage", apply: func(d *draft) {
		d.party().leaf.with(37, false, usages(oidOf(1, 3, 6, 1, 5, 5, 7, 3, pick(d.Rand, 3, 4, 8, 9, 77))))
	}},
	{name: "empty usages", apply: func(d *draft) { d.party().leaf.with(37, false, usages()) }},
	{name: "usage of a CA", apply: func(d *draft) {
		_, c := d.authority()
		c.with(37, false, usages(pick(d.Rand, serverAuth, clientAuth, anyUsage, oidOf(1, 2, 3))))
	}},
	{name: "key usage of a CA", apply: func(d *draft) {
		_, c := d.authority()
		c.with(15, true, pick(d.Rand, keyUsage(0), keyUsage(6), keyUsage(0, 5), keyUsage(8), []byte{3, 2, 7, 0}))
	}},
	{name: "no key usage of a CA", apply: func(d *draft) { _, c := d.authority(); c.without(15) }},
	{name: "key usage of a leaf", apply: func(d *draft) { d.party().leaf.with(15, true, keyUsage(pick(d.Rand, 1, 2, 4, 5))) }},
	{name: "no basic constraints", apply: func(d *draft) { _, c := d.authority(); c.without(19) }},
	{name: "a CA that is none", apply: func(d *draft) { _, c := d.authority(); c.with(19, true, basicConstraints(false, -1)) }},
	{name: "a leaf that is a CA", apply: func(d *draft) { d.party().leaf.with(19, true, basicConstraints(true, pick(d.Rand, -1, 0))) }},
	{name: "path length", apply: func(d *draft) {
		p, c := d.authority()
		d.below(p)
		c.with(19, true, basicConstraints(true, pick(d.Rand, 0, 0, 1, 5)))
	}},
	{name: "version 1 leaf", apply: func(d *draft) { d.party().leaf.version = 1 }},
	{name: "version 1 leaf with the name in its subject", apply: func(d *draft) {
		d.server.leaf.version = 1
		d.server.leaf.subject = rdn("C", "US", "CN", "ingester.mimir.svc")
	}},
	{name: "version 2", apply: func(d *draft) { d.member().version = 2 }},
	{name: "version 1 intermediate", apply: func(d *draft) { d.below(d.party()).version = 1 }},
	{name: "version 1 CA", apply: func(d *draft) { _, c := d.authority(); c.version = 1 }},

	{name: "SHA-1 or MD5", apply: func(d *draft) { d.member().algorithm = pick(d.Rand, oldAlgorithms...) }},
	{name: "an odd algorithm", apply: func(d *draft) { d.member().algorithm = pick(d.Rand, oddAlgorithms...) }},
	{name: "an algorithm of another kind", apply: func(d *draft) {
		d.member().algorithm = pick(d.Rand, rsaAlgorithms[0], ecAlgorithms[0], edAlgorithm)
	}},
	{name: "a broken signature", apply: func(d *draft) {
		c := d.member()
		c.spoil = append(c.spoil, func(der []byte) []byte { der[len(der)-3] ^= 1; return der })
	}},
	{name: "signed by a namesake", apply: func(d *draft) {
		p := d.party()
		namesake := d.newCA("Root", nil)
		namesake.subject = p.roots[0].subject
		p.roots[0] = namesake
		if chance(d.Rand, 2) {
			namesake.without(14)
		}
	}},
	{name: "short RSA key", apply: func(d *draft) {
		p, c := d.authority()
		if chance(d.Rand, 2) {
			c = p.leaf
		}
		d.rekey(p, c, pick(d.Rand, d.ring.weak...))
	}},
	{name: "Ed25519 key that did not sign", apply: func(d *draft) {
		p := d.party()
		d.rekey(p, p.roots[0], d.ring.others[2][0])
		other := d.newCA("Root", nil)
		other.subject, other.key = p.roots[0].subject, d.ring.others[2][1]
		other.without(14)
		p.roots[0] = other
	}},
	{name: "RSA key that did not sign", apply: func(d *draft) {
		p := d.party()
		d.rekey(p, p.roots[0], d.ring.rsa[0])
		other := d.newCA("Root", nil)
		other.subject, other.key = p.roots[0].subject, d.ring.rsa[1]
		p.roots[0] = other
	}},
	{name: "RSA key", apply: func(d *draft) { p, c := d.authority(); d.rekey(p, c, pick(d.Rand, d.ring.rsa...)) }},
	{name: "RSA leaf", apply: func(d *draft) { p := d.party(); d.rekey(p, p.leaf, pick(d.Rand, d.ring.rsa...)) }},
	{name: "P-224", apply: func(d *draft) {
		p, c := d.authority()
		if chance(d.Rand, 2) {
			c = p.leaf
		}
		d.rekey(p, c, pick(d.Rand, d.ring.p224...))
	}},
	{name: "every algorithm of a key", apply: func(d *draft) {
		p, c := d.authority()
		d.rekey(p, c, pick(d.Rand, pick(d.Rand, d.ring.others...)...))
		for _, member := range append([]*certificate{p.leaf}, p.between...) {
			if member.signer != nil {
				member.algorithm = pick(d.Rand, fitting(member.signer.key)...)
			}
		}
	}},

	{name: "no intermediate", apply: func(d *draft) {
		p := d.party()
		d.below(p)
		p.order = func(chain []*certificate) []*certificate { return chain[:1] }
	}},
	{name: "intermediates the wrong way round", apply: func(d *draft) {
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
	{name: "the CA first", apply: func(d *draft) {
		p := d.party()
		p.order = func(chain []*certificate) []*certificate { return append([]*certificate{p.roots[0]}, chain...) }
	}},
	{name: "the root sent too", apply: func(d *draft) { p := d.party(); p.more = append(p.more, p.roots[0]) }},
	{name: "a stranger in the chain", apply: func(d *draft) { p := d.party(); p.more = append(p.more, d.newCA("Stranger", nil)) }},
	{name: "a certificate twice", apply: func(d *draft) { p := d.party(); p.more = append(p.more, p.leaf); p.roots = append(p.roots, p.roots[0]) }},
	{name: "two CAs of one name", apply: func(d *draft) {
		p := d.party()
		other := d.newCA("Root", nil)
		other.subject = p.roots[0].subject
		p.roots = append([]*certificate{other}, p.roots...)
	}},
	{name: "another CA beside it", apply: func(d *draft) { p := d.party(); p.roots = append(p.roots, d.newCA("Other", nil)) }},
	{name: "another CA in its place", apply: func(d *draft) { d.party().roots = []*certificate{d.newCA("Other", nil)} }},
	{name: "the intermediate trusted", apply: func(d *draft) { p := d.party(); p.roots = []*certificate{d.below(p)} }},
	{name: "the leaf trusted", apply: func(d *draft) { p := d.party(); p.roots = []*certificate{p.leaf} }},
	{name: "signs itself", apply: func(d *draft) {
		p := d.party()
		p.leaf.signer, p.between = nil, nil
		p.leaf.algorithm = algorithm{}
		p.leaf.without(35)
		if chance(d.Rand, 2) {
			p.roots = []*certificate{p.leaf}
		}
	}},
	{name: "cross-signed", apply: func(d *draft) {
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
	{name: "a hundred namesakes", apply: func(d *draft) {
		p := d.party()
		middle := d.below(p)
		for range pick(d.Rand, 40, 120, 120) {
			namesake := d.newCA("Namesake", nil)
			namesake.key, namesake.subject = pick(d.Rand, d.ring.p256[:4]...), middle.subject
			namesake.identify()
			p.more = append(p.more, namesake)
		}
		if !chance(d.Rand, 4) {
			// Where a chain is found among them, nobody counts.
			p.roots = []*certificate{d.newCA("Other", nil)}
		}
	}},
	{name: "other key identifiers", apply: func(d *draft) {
		c := d.member()
		c.with(14, false, element(0x04, []byte{1, 2, 3}))
		if chance(d.Rand, 2) {
			c.with(35, false, element(0x30, element(0x80, []byte{4, 5, 6})))
		}
	}},
	{name: "no key identifiers", apply: func(d *draft) { c := d.member(); c.without(14); c.without(35) }},
	{name: "another issuer", apply: func(d *draft) { d.member().issuer = rdn("CN", "Nobody") }},
	{name: "a plain subject", apply: func(d *draft) {
		_, c := d.authority()
		c.subject = pick(d.Rand, rdn("C", "US"), rdn("O", "No \"CN\"\n"), rdn("CN", "Größe"), element(0x30), rdn("CN", "one", "CN", "two"))
	}},
	{name: "zero serial", apply: func(d *draft) { d.member().serial = new(big.Int) }},
	{name: "long serial", apply: func(d *draft) { c := d.member(); c.serial = new(big.Int).Lsh(c.serial, 160) }},
	{name: "unknown extension", apply: func(d *draft) {
		c := d.member()
		c.extensions = append(c.extensions, extension{Id: []int{1, 2, 3, 4}, Critical: !chance(d.Rand, 4), Value: null})
	}},
	{name: "all others of the chain", apply: func(d *draft) {
		d.server, d.client = d.client, d.server
	}},
	{name: "CA of the other side", apply: func(d *draft) { d.server.roots, d.client.roots = d.client.roots, d.server.roots }},
	{name: "one CA for both", apply: func(d *draft) {
		d.client.roots, d.client.between = d.server.roots, nil
		d.client.leaf.signer, d.client.leaf.algorithm = d.server.roots[0], algorithm{}
		d.client.leaf.identify()
	}},
	{name: "memberlist's double role", apply: func(d *draft) {
		// Its client certificate is what its listener shows.
		d.server = d.client
		d.server.leaf.with(17, false, sans(dns("ingester.mimir.svc"), ip("10.0.0.7")))
	}},
}, nameFlaws...), constraintFlaws...), brokenFlaws...)

// nameFlaws are about what the certificate is for and what the client wants.
var nameFlaws = []flaw{
	{name: "no names", apply: func(d *draft) { d.server.leaf.without(17) }},
	{name: "name in the subject alone", apply: func(d *draft) {
		d.server.leaf.without(17)
		d.server.leaf.subject = rdn("CN", pick(d.Rand, "ingester.mimir.svc", "Ingester.Mimir.SVC", "*.mimir.svc", "10.0.0.7", "localhost"))
		d.c.ServerName, d.c.Address = "", pick(d.Rand, "ingester.mimir.svc:1", "ingester.mimir.svc.:1", "10.0.0.7:1", "localhost:1")
	}},
	{name: "names and no addresses", apply: func(d *draft) { d.server.leaf.with(17, false, sans(dns("ingester.mimir.svc"))) }},
	{name: "addresses and no names", apply: func(d *draft) { d.server.leaf.with(17, false, sans(ip("10.0.0.7"))) }},
	{name: "a hundred names", apply: func(d *draft) {
		var names [][]byte
		for index := range pick(d.Rand, 99, 100, 105) {
			names = append(names, dns(fmt.Sprintf("n%d.svc", index)), ip(fmt.Sprintf("10.1.1.%d", index)))
		}
		d.server.leaf.with(17, false, sans(names...))
	}},
	{name: "odd names", apply: func(d *draft) { d.oddNames() }},
	{name: "more odd names", apply: func(d *draft) { d.oddNames() }},
	{name: "names of no kind", apply: func(d *draft) {
		d.server.leaf.with(17, chance(d.Rand, 2), sans(element(0x82), element(0x88, []byte{42, 3})))
	}},
	{name: "only other names", apply: func(d *draft) { d.server.leaf.with(17, chance(d.Rand, 2), sans(element(0x88, []byte{42, 3}))) }},
	{name: "mail and resources", apply: func(d *draft) {
		d.party().leaf.with(17, false, sans(dns("ingester.mimir.svc"), ip("10.0.0.7"), email(pick(d.Rand, "a@example.com", "x")), uri("spiffe://cluster/ns")))
	}},
	{name: "mapped address", apply: func(d *draft) {
		d.server.leaf.with(17, false, sans(element(0x87, []byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 7})))
		d.c.Address = pick(d.Rand, "10.0.0.7:1", "[::ffff:10.0.0.7]:1", "10.0.0.8:1")
	}},
	{name: "skips verification", apply: func(d *draft) { d.c.SkipVerify = true }},
	{name: "another address", apply: func(d *draft) {
		d.c.ServerName = ""
		d.c.Address = pick(d.Rand, "10.0.0.8:9095", "[fd00::7]:9095", "x.mimir.svc:9095", "a.b.mimir.svc:1", "mimir.svc:1",
			"ingester.mimir.svc.:9095", "INGESTER.mimir.svc:1", "bad_name.svc:1", "-x.svc:1", "*.mimir.svc:1", "b\u00fccher.example:1", "xn--bcher-kva.example:1", "010.0.0.7:1", "[::ffff:10.0.0.7]:1", "[fe80::1%eth0]:1", ":9095", "ingester..svc:1")
	}},
	{name: "another server name", apply: func(d *draft) {
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
