package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	mrand "math/rand/v2"
	"os"
)

// keyring holds keys made once: to make them takes far longer than a handshake.
type keyring struct {
	p256 []crypto.Signer
	// Other kinds, each as likely as the next.
	others [][]crypto.Signer
	weak   []crypto.Signer
	p224   []crypto.Signer
	rsa    []crypto.Signer
	// folder is for cases whose texts are files.
	folder string
}

func newKeyring() *keyring {
	curve := func(curve elliptic.Curve, count int) (keys []crypto.Signer) {
		for range count {
			keys = append(keys, must(ecdsa.GenerateKey(curve, rand.Reader)))
		}
		return keys
	}
	ring := &keyring{p256: curve(elliptic.P256(), 48), p224: curve(elliptic.P224(), 3)}
	var ed []crypto.Signer
	for range 6 {
		_, key, err := ed25519.GenerateKey(rand.Reader)
		must(0, err)
		ed = append(ed, key)
	}
	strong := []crypto.Signer{
		must(rsa.GenerateKey(rand.Reader, 2048)), must(rsa.GenerateKey(rand.Reader, 2048)), must(rsa.GenerateKey(rand.Reader, 3072)),
	}
	short := []crypto.Signer{
		must(rsa.GenerateKey(rand.Reader, 1024)), must(rsa.GenerateKey(rand.Reader, 1024)), must(rsa.GenerateKey(rand.Reader, 1536)),
	}
	ring.rsa = append(append(ring.rsa, strong...), short...)
	ring.others = [][]crypto.Signer{curve(elliptic.P384(), 4), curve(elliptic.P521(), 4), ed, strong, short}
	// Go makes no keys this short unless it is told to.
	must(0, os.Setenv("GODEBUG", "rsa1024min=0"))
	for _, bits := range []int{480, 512, 768, 1016} {
		ring.weak = append(ring.weak, must(rsa.GenerateKey(rand.Reader, bits)))
	}
	must(0, os.Unsetenv("GODEBUG"))
	return ring
}

// any is a key that works, most often of the kind that most people have.
func (ring *keyring) any(r *mrand.Rand) crypto.Signer {
	if r.IntN(5) > 0 {
		return pick(r, ring.p256...)
	}
	return pick(r, pick(r, ring.others...)...)
}

// encodeKey writes a key in one of the forms that Go reads.
func encodeKey(r *mrand.Rand, key crypto.Signer) string {
	switch key := key.(type) {
	case *ecdsa.PrivateKey:
		if chance(r, 3) {
			return block("EC PRIVATE KEY", must(x509.MarshalECPrivateKey(key)))
		}
	case *rsa.PrivateKey:
		if chance(r, 3) || key.N.BitLen() < 1024 {
			return block(pick(r, "RSA PRIVATE KEY", "ANY PRIVATE KEY"), x509.MarshalPKCS1PrivateKey(key))
		}
	}
	return block("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(key)))
}

func block(label string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}))
}

// signPadded signs with an RSA key that crypto/rsa finds too short to use.
func signPadded(key *rsa.PrivateKey, info []byte) []byte {
	size := (key.N.BitLen() + 7) / 8
	padded := make([]byte, size)
	if size < len(info)+11 {
		return padded
	}
	padded[1] = 1
	for at := 2; at < size-len(info)-1; at++ {
		padded[at] = 0xff
	}
	copy(padded[size-len(info):], info)
	number := new(big.Int).SetBytes(padded)
	return number.Exp(number, key.D, key.N).FillBytes(padded)
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func chance(r *mrand.Rand, in int) bool { return r.IntN(in) == 0 }

func pick[T any](r *mrand.Rand, from ...T) T { return from[r.IntN(len(from))] }
