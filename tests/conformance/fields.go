package main

import (
	"crypto"
	"crypto/sha1"
	"crypto/x509"
	"encoding/asn1"
	"net"
)

var (
	serverAuth = oidOf(1, 3, 6, 1, 5, 5, 7, 3, 1)
	clientAuth = oidOf(1, 3, 6, 1, 5, 5, 7, 3, 2)
	anyUsage   = oidOf(2, 5, 29, 37, 0)
)

// rdn is a name of kinds and values in turn.
func rdn(pairs ...string) []byte {
	kinds := map[string]int{"CN": 3, "C": 6, "L": 7, "ST": 8, "O": 10, "OU": 11}
	var sets [][]byte
	for at := 0; at < len(pairs); at += 2 {
		value := element(0x0c, []byte(pairs[at+1]))
		sets = append(sets, element(0x31, element(0x30, oidOf(2, 5, 4, kinds[pairs[at]]), value)))
	}
	return element(0x30, sets...)
}

func identifier(key crypto.Signer) []byte {
	sum := sha1.Sum(must(x509.MarshalPKIXPublicKey(key.Public())))
	return sum[:]
}

func usages(oids ...[]byte) []byte { return element(0x30, oids...) }

func keyUsage(bits ...int) []byte {
	var bytes [2]byte
	highest := 0
	for _, bit := range bits {
		bytes[bit/8] |= 0x80 >> (bit % 8)
		highest = max(highest, bit)
	}
	return marshal(asn1.BitString{Bytes: bytes[:highest/8+1], BitLength: highest + 1})
}

func basicConstraints(isCA bool, pathLen int) []byte {
	var parts [][]byte
	if isCA {
		parts = append(parts, []byte{1, 1, 0xff})
	}
	if pathLen >= 0 {
		parts = append(parts, marshal(pathLen))
	}
	return element(0x30, parts...)
}

func dns(name string) []byte   { return element(0x82, []byte(name)) }
func email(name string) []byte { return element(0x81, []byte(name)) }
func uri(name string) []byte   { return element(0x86, []byte(name)) }

func ip(text string) []byte {
	address := net.ParseIP(text)
	if four := address.To4(); four != nil {
		address = four
	}
	return element(0x87, address)
}

func network(text string) []byte {
	_, network, err := net.ParseCIDR(text)
	must(0, err)
	return element(0x87, network.IP, network.Mask)
}

func sans(names ...[]byte) []byte { return element(0x30, names...) }

// nameConstraints permits some names and excludes others.
func nameConstraints(permitted, excluded [][]byte) []byte {
	var parts [][]byte
	for tag, names := range map[byte][][]byte{0xa0: permitted, 0xa1: excluded} {
		var trees [][]byte
		for _, name := range names {
			trees = append(trees, element(0x30, name))
		}
		if len(trees) == 0 {
			continue
		}
		if tag == 0xa0 {
			parts = append([][]byte{element(tag, trees...)}, parts...)
		} else {
			parts = append(parts, element(tag, trees...))
		}
	}
	return element(0x30, parts...)
}

// policy is one of a few, the first of them anyPolicy.
func policy(number int) []byte {
	if number == 0 {
		return oidOf(2, 5, 29, 32, 0)
	}
	return oidOf(1, 3, 6, 1, 4, 1, 99999, number)
}
