package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/md5"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"time"
)

// certificate is what is written into one, good or bad: crypto/x509 would
// refuse to write most of the bad ones.
type certificate struct {
	version    int
	serial     *big.Int
	algorithm  algorithm
	issuer     []byte
	subject    []byte
	notBefore  time.Time
	notAfter   time.Time
	validity   []byte
	spki       []byte
	extensions []extension
	key        crypto.Signer
	// signer is nil for one that signs itself.
	signer *certificate
	// spoil has the last word on the bytes, signature and all.
	spoil []func(der []byte) []byte
	// outer is the algorithm that the certificate names outside, if another one.
	outer *algorithm
	// parts stand in the place of what would be written, by their names.
	parts map[string][]byte
	der   []byte
}

type extension = pkix.Extension

type tbs struct {
	Version    int `asn1:"optional,explicit,default:0,tag:0"`
	Serial     asn1.RawValue
	Algorithm  asn1.RawValue
	Issuer     asn1.RawValue
	Validity   asn1.RawValue
	Subject    asn1.RawValue
	Key        asn1.RawValue
	Extensions asn1.RawValue `asn1:"optional"`
}

type whole struct {
	TBS       asn1.RawValue
	Algorithm asn1.RawValue
	Signature asn1.RawValue
}

func raw(der []byte) asn1.RawValue { return asn1.RawValue{FullBytes: der} }

func marshal(value any) []byte { return must(asn1.Marshal(value)) }

// element is one of any tag.
func element(tag byte, parts ...[]byte) []byte {
	var content []byte
	for _, part := range parts {
		content = append(content, part...)
	}
	value := asn1.RawValue{Class: int(tag >> 6), IsCompound: tag&0x20 != 0, Tag: int(tag & 0x1f), Bytes: content}
	return marshal(value)
}

// encode writes and signs it, once.
func (c *certificate) encode() []byte {
	if c.der != nil {
		return c.der
	}
	signer, issuer := c.key, c.subject
	if c.signer != nil {
		signer, issuer = c.signer.key, c.signer.subject
	}
	if c.issuer != nil {
		issuer = c.issuer
	}
	if c.algorithm.name == "" {
		c.algorithm = usual(signer)
	}
	validity := c.validity
	if validity == nil {
		validity = marshal(struct{ From, To time.Time }{c.notBefore, c.notAfter})
	}
	spki := c.spki
	if spki == nil {
		spki = must(x509.MarshalPKIXPublicKey(c.key.Public()))
	}
	fields := tbs{
		Version: c.version - 1, Serial: raw(c.part("serial", marshal(c.serial))), Algorithm: raw(c.algorithm.identifier), Issuer: raw(issuer),
		Validity: raw(validity), Subject: raw(c.subject), Key: raw(spki),
	}
	if c.version == 3 && len(c.extensions) > 0 {
		fields.Extensions = raw(c.part("extensions", element(0xa3, marshal(c.extensions))))
	}
	signed := marshal(fields)
	outer := c.algorithm
	if c.outer != nil {
		outer = *c.outer
	}
	signature := c.algorithm.sign(signer, signed)
	bits := marshal(asn1.BitString{Bytes: signature, BitLength: len(signature) * 8})
	c.der = marshal(whole{raw(c.part("signed", signed)), raw(outer.identifier), raw(c.part("signature", bits))})
	for _, spoil := range c.spoil {
		c.der = spoil(c.der)
	}
	return c.der
}

// part is one of the parts, or what is usual.
func (c *certificate) part(name string, usual []byte) []byte {
	if part, ok := c.parts[name]; ok {
		return part
	}
	return usual
}

// without leaves an extension out.
func (c *certificate) without(last int) {
	kept := c.extensions[:0:0]
	for _, extension := range c.extensions {
		if !extension.Id.Equal(ce(last)) {
			kept = append(kept, extension)
		}
	}
	c.extensions = kept
}

// with puts an extension in the place of the one that was there.
func (c *certificate) with(last int, critical bool, value []byte) {
	c.without(last)
	c.extensions = append(c.extensions, extension{Id: ce(last), Critical: critical, Value: value})
}

// ce is the identifier of a certificate extension, 2.5.29.x.
func ce(last int) asn1.ObjectIdentifier { return asn1.ObjectIdentifier{2, 5, 29, last} }

// algorithm is how a certificate is signed.
type algorithm struct {
	name       string
	identifier []byte
	hash       crypto.Hash
	pss        bool
}

func oidOf(numbers ...int) []byte { return marshal(asn1.ObjectIdentifier(numbers)) }

var null = []byte{5, 0}

func plain(name string, hash crypto.Hash, parameters []byte, oid ...int) algorithm {
	return algorithm{name: name, identifier: element(0x30, oidOf(oid...), parameters), hash: hash}
}

func pss(name string, hash crypto.Hash, last int) algorithm {
	digest := element(0x30, oidOf(2, 16, 840, 1, 101, 3, 4, 2, last), null)
	mask := element(0x30, oidOf(1, 2, 840, 113549, 1, 1, 8), digest)
	parameters := element(0x30, element(0xa0, digest), element(0xa1, mask), element(0xa2, marshal(hash.Size())))
	return algorithm{name: name, identifier: element(0x30, oidOf(1, 2, 840, 113549, 1, 1, 10), parameters), hash: hash, pss: true}
}

var (
	rsaAlgorithms = []algorithm{
		plain("SHA256-RSA", crypto.SHA256, null, 1, 2, 840, 113549, 1, 1, 11),
		plain("SHA384-RSA", crypto.SHA384, null, 1, 2, 840, 113549, 1, 1, 12),
		plain("SHA512-RSA", crypto.SHA512, null, 1, 2, 840, 113549, 1, 1, 13),
		pss("SHA256-RSAPSS", crypto.SHA256, 1), pss("SHA384-RSAPSS", crypto.SHA384, 2), pss("SHA512-RSAPSS", crypto.SHA512, 3),
	}
	ecAlgorithms = []algorithm{
		plain("ECDSA-SHA256", crypto.SHA256, nil, 1, 2, 840, 10045, 4, 3, 2),
		plain("ECDSA-SHA384", crypto.SHA384, nil, 1, 2, 840, 10045, 4, 3, 3),
		plain("ECDSA-SHA512", crypto.SHA512, nil, 1, 2, 840, 10045, 4, 3, 4),
	}
	edAlgorithm   = plain("Ed25519", 0, nil, 1, 3, 101, 112)
	oldAlgorithms = []algorithm{
		plain("MD5-RSA", crypto.MD5, null, 1, 2, 840, 113549, 1, 1, 4),
		plain("SHA1-RSA", crypto.SHA1, null, 1, 2, 840, 113549, 1, 1, 5),
		plain("SHA1-RSA", crypto.SHA1, null, 1, 3, 14, 3, 2, 29),
		plain("ECDSA-SHA1", crypto.SHA1, nil, 1, 2, 840, 10045, 4, 1),
	}
	oddAlgorithms = []algorithm{
		plain("odd", crypto.SHA256, nil, 1, 2, 3, 4),
		plain("DSA-SHA256", crypto.SHA256, nil, 2, 16, 840, 1, 101, 3, 4, 3, 2),
		plain("Ed25519 with parameters", 0, null, 1, 3, 101, 112),
	}
)

// usual is how a key signs if nobody says otherwise.
func usual(key crypto.Signer) algorithm { return fitting(key)[0] }

func fitting(key crypto.Signer) []algorithm {
	switch key := key.(type) {
	case *rsa.PrivateKey:
		if key.N.BitLen() < 1040 {
			return rsaAlgorithms[:1]
		}
		return rsaAlgorithms
	case *ecdsa.PrivateKey:
		return ecAlgorithms
	default:
		return []algorithm{edAlgorithm}
	}
}

func (a algorithm) sign(key crypto.Signer, message []byte) []byte {
	digest := message
	switch a.hash {
	case crypto.MD5:
		sum := md5.Sum(message)
		digest = sum[:]
	case crypto.SHA1:
		sum := sha1.Sum(message)
		digest = sum[:]
	case crypto.SHA256:
		sum := sha256.Sum256(message)
		digest = sum[:]
	case crypto.SHA384:
		sum := sha512.Sum384(message)
		digest = sum[:]
	case crypto.SHA512:
		sum := sha512.Sum512(message)
		digest = sum[:]
	}
	switch key := key.(type) {
	case ed25519.PrivateKey:
		return ed25519.Sign(key, message)
	case *ecdsa.PrivateKey:
		return must(ecdsa.SignASN1(rand.Reader, key, digest))
	case *rsa.PrivateKey:
		if key.N.BitLen() < 1024 {
			sha256Info := []byte{0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20}
			return signPadded(key, append(sha256Info, digest...))
		}
		if a.pss {
			return must(rsa.SignPSS(rand.Reader, key, a.hash, digest, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}))
		}
		hash := a.hash
		if hash == 0 {
			hash, digest = crypto.SHA256, make([]byte, 32)
		}
		return must(rsa.SignPKCS1v15(rand.Reader, key, hash, digest))
	}
	panic("a key of another kind")
}
