package main

import (
	"encoding/asn1"
	"net"
)

// constraintFlaws are what CAs say about names and policies below them.
var constraintFlaws = []flaw{
	{name: "permitted names", apply: func(d *draft) {
		d.constrain(nameConstraints([][]byte{dns(d.domain())}, nil))
	}},
	{name: "excluded names", apply: func(d *draft) {
		d.constrain(nameConstraints(nil, [][]byte{dns(d.domain())}))
	}},
	{name: "permitted addresses", apply: func(d *draft) { d.constrain(nameConstraints([][]byte{d.network()}, nil)) }},
	{name: "excluded addresses", apply: func(d *draft) { d.constrain(nameConstraints(nil, [][]byte{d.network(), d.network()})) }},
	{name: "many constraints", apply: func(d *draft) {
		some := func() (names [][]byte) {
			for range d.IntN(5) {
				names = append(names, pick(d.Rand, dns(d.domain()), d.network()))
			}
			return names
		}
		d.constrain(nameConstraints(append(some(), dns("svc"), ip4(10, 8)), some()))
	}},
	{name: "constraints that admit all", apply: func(d *draft) {
		d.constrain(nameConstraints([][]byte{dns("mimir.svc"), dns("localhost"), ip4(10, 8), network("::/0")}, [][]byte{dns("example.com")}))
	}},
	{name: "constraints on resources", apply: func(d *draft) {
		d.resources(uri(d.resource()))
		d.constrain(nameConstraints(d.some(uri(pick(d.Rand, "example.com", ".example.com", "cluster", ""))), d.some(uri(pick(d.Rand, "www.example.com", ".cluster")))))
	}},
	{name: "constraints on a good resource", apply: func(d *draft) {
		d.resources(uri(pick(d.Rand, "https://www.example.com/x", "HTTPS://Example.com:443/", "spiffe://cluster/ns/x")))
		d.constrain(nameConstraints([][]byte{uri(pick(d.Rand, "example.com", "cluster"))}, [][]byte{uri(pick(d.Rand, ".example.com", "other"))}))
	}},
	{name: "constraints on mail", apply: func(d *draft) {
		d.resources(email(d.mail()))
		d.constrain(nameConstraints(d.some(email(pick(d.Rand, "example.com", ".example.com", "a@example.com", "\"a b\"@example.com"))), d.some(email(pick(d.Rand, "a@Example.com", "other.com", "sub.example.com")))))
	}},
	{name: "constraints on good mail", apply: func(d *draft) {
		d.resources(email(pick(d.Rand, "a@example.com", "b@EXAMPLE.com", "x@sub.example.com")))
		d.constrain(nameConstraints([][]byte{email(pick(d.Rand, "example.com", "b@example.com"))}, [][]byte{email(pick(d.Rand, "a@example.com", "sub.example.com"))}))
	}},
	{name: "resource under constraints", apply: func(d *draft) {
		d.server.leaf.with(17, false, sans(uri(pick(d.Rand, "https://10.0.0.1/", "https://[::1]/", "urn:x:y", "*", "https://www.example.com/")), dns("ingester.mimir.svc"), dns("localhost"), ip("10.0.0.7"), ip("::1")))
		d.signerOf(d.server).with(30, true, nameConstraints(nil, [][]byte{uri(".example.com")}))
	}},
	{name: "mail under constraints", apply: func(d *draft) {
		d.server.leaf.with(17, false, sans(email(pick(d.Rand, "a@example.com", "a@EXAMPLE.com", "b@example.com", "nobody")), dns("ingester.mimir.svc"), dns("localhost"), ip("10.0.0.7"), ip("::1")))
		d.signerOf(d.server).with(30, true, nameConstraints(nil, [][]byte{email("a@example.com")}))
	}},
	{name: "odd names under constraints", apply: func(d *draft) {
		d.server.leaf.with(17, false, sans(dns("ingester.mimir.svc"), dns("localhost"), ip("10.0.0.7"), ip("::1"), dns(pick(d.Rand, "a..svc", "ingester.mimir.svc.", "x y", ""))))
		d.signerOf(d.server).with(30, true, nameConstraints([][]byte{dns(pick(d.Rand, "svc", "")), dns("localhost")}, d.some(dns("example.org"))))
	}},
	{name: "a resource", apply: func(d *draft) { d.resources(uri(d.resource())) }},
	{name: "a wildcard under constraints", apply: func(d *draft) {
		d.server.leaf.with(17, false, sans(dns("*.mimir.svc"), dns("localhost"), ip("10.0.0.7"), ip("::1")))
		name := func() []byte {
			return dns(pick(d.Rand, "ingester.mimir.svc", "x.mimir.svc", "mimir.svc", ".mimir.svc", "a.b.mimir.svc", "X.Mimir.svc"))
		}
		d.signerOf(d.server).with(30, true, nameConstraints(nil, [][]byte{name(), name()}))
	}},
	{name: "constraints on names that are none", apply: func(d *draft) {
		d.oddNames()
		d.signerOf(d.server).with(30, true, nameConstraints(d.some(dns("svc")), [][]byte{dns("example.org")}))
	}},
	{name: "constraints of a kind that Go does not know", apply: func(d *draft) {
		_, c := d.authority()
		c.with(30, chance(d.Rand, 2), nameConstraints([][]byte{element(0x88, []byte{42, 3}), dns("svc"), ip4(10, 8)}, nil))
	}},
	{name: "constraints of a leaf", apply: func(d *draft) { d.party().leaf.with(30, true, nameConstraints([][]byte{dns("other")}, nil)) }},
	{name: "constraints on an intermediate's names", apply: func(d *draft) {
		p := d.party()
		d.below(p).with(17, false, sans(dns("ca.example.com")))
		p.roots[0].with(30, true, nameConstraints([][]byte{dns("mimir.svc"), dns("localhost")}, nil))
	}},
	{name: "policies demanded", apply: func(d *draft) { d.policies(true) }},
	{name: "policies", apply: func(d *draft) { d.policies(false) }},
	{name: "policies demanded and usages wrong", apply: func(d *draft) {
		// Two chains, each with a fault of its own.
		p := d.party()
		middle := d.below(p)
		twin := *middle
		twin.serial, twin.algorithm = d.newCA("Twin", nil).serial, algorithm{}
		twin.extensions = append([]extension{}, middle.extensions...)
		middle.with(36, false, element(0x30, []byte{0x80, 1, 0}))
		twin.with(37, false, usages(oidOf(1, 2, 3)))
		p.more = append(p.more, &twin)
	}},
	{name: "a demand below nothing", apply: func(d *draft) {
		p := d.party()
		d.below(p).with(36, false, element(0x30, []byte{0x80, 1, pick(d.Rand, byte(0), byte(0xff))}))
	}},
	{name: "a demand of the leaf", apply: func(d *draft) { d.party().leaf.with(36, false, element(0x30, []byte{0x80, 1, 0})) }},
}

func ip4(first byte, bits int) []byte {
	mask := make([]byte, 4)
	for bit := range bits {
		mask[bit/8] |= 0x80 >> (bit % 8)
	}
	return element(0x87, []byte{first, 0, 0, 0}, mask)
}

// mapped is a range of IPv4 around 10.0.0.7 that is written as one of IPv6.
func mapped(bits int) []byte {
	mask := net.CIDRMask(96+bits, 128)
	return element(0x87, net.ParseIP("10.0.0.7").Mask(mask), mask)
}

func (d *draft) domain() string {
	return pick(d.Rand, "mimir.svc", ".mimir.svc", "svc", "Mimir.SVC", "ingester.mimir.svc", "example.com", "localhost", "imir.svc", "a-b.svc", "a.b.svc", "")
}

func (d *draft) network() []byte {
	return pick(d.Rand, network("10.0.0.0/8"), network("10.0.0.7/32"), network("10.0.0.0/30"), network("127.0.0.0/8"), network("::1/128"), network("::/0"), network("fd00::/8"), network("0.0.0.0/0"), ip4(10, 13),
		mapped(8), mapped(0), mapped(31))
}

func (d *draft) resource() string {
	return pick(d.Rand, "https://www.example.com/x", "HTTPS://Example.com:443/", "spiffe://cluster/ns/x", "urn:x:y", "https://10.0.0.1/", "https://[::1]:1/", "https://[::1]/",
		"https://a b/", "https://a:b/", "https://a:1:2/", "http://[::1/", "http://a[b]/", "http://[10.0.0.1]/", "http://[x]/", "://x", "1:x", "a/b:c", "//x..y/", "http://%zz/", "http://%41/", "http://x/%zz", "http://x/\x7f", "*", "http://user@example.com/", "http://us er@example.com/", "https://example.com./", "x#%", "http://x,y/")
}

func (d *draft) mail() string {
	return pick(d.Rand, "a@example.com", "b@Example.com", "x@sub.example.com", "\"a b\"@example.com", "\"a\\\"b\"@example.com", "a..b@example.com", "nobody", "@example.com", "a@", "a@b..c", "a\\@b@example.com", "\"open@example.com", "a@b c")
}

// some is nothing, or the one.
func (d *draft) some(name []byte) [][]byte {
	if chance(d.Rand, 3) {
		return nil
	}
	return [][]byte{name}
}

// constrain puts constraints on one of a side's CAs, and sees that there is
// something for them.
func (d *draft) constrain(value []byte) {
	if len(value) == 2 {
		return
	}
	p, c := d.authority()
	if p.isClient && chance(d.Rand, 2) {
		p.leaf.with(17, false, sans(dns("client.mimir.svc"), ip("10.0.0.9")))
	}
	c.with(30, !chance(d.Rand, 4), value)
}

func (d *draft) resources(name []byte) {
	for _, p := range []*party{d.server, d.client} {
		p.leaf.with(17, false, sans(name, dns("ingester.mimir.svc"), dns("localhost"), ip("10.0.0.7"), ip("::1")))
	}
}

func (d *draft) signerOf(p *party) *certificate {
	if len(p.between) > 0 {
		return p.between[0]
	}
	return p.roots[0]
}

// policies gives a chain policies, mappings and demands at random.
func (d *draft) policies(demanded bool) {
	p := d.party()
	d.below(p)
	for _, c := range append([]*certificate{p.leaf}, p.between...) {
		if !chance(d.Rand, 5) {
			var own [][]byte
			for number := range 4 {
				if chance(d.Rand, 2) {
					own = append(own, element(0x30, policy(number)))
				}
			}
			c.with(32, chance(d.Rand, 3), element(0x30, own...))
		}
		if chance(d.Rand, 3) {
			c.with(33, chance(d.Rand, 2), element(0x30, element(0x30, policy(d.IntN(12)%4), policy(1+d.IntN(3)))))
		}
		small := func() []byte { return []byte{byte(d.IntN(3))} }
		var demands [][]byte
		if demanded && !chance(d.Rand, 3) {
			demands = append(demands, element(0x80, []byte{0}))
		} else if chance(d.Rand, 4) {
			demands = append(demands, element(0x80, small()))
		}
		if chance(d.Rand, 3) {
			demands = append(demands, element(0x81, small()))
		}
		if len(demands) > 0 {
			c.with(36, chance(d.Rand, 2), element(0x30, demands...))
		}
		if chance(d.Rand, 3) {
			c.with(54, chance(d.Rand, 2), element(asn1.TagInteger, small()))
		}
	}
}
