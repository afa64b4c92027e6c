package main

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// startHTTP is what net/http says of a listener before there is a connection.
func startHTTP(config *tls.Config) error {
	server := http.Server{TLSConfig: config}
	nobody := &once{closed: make(chan struct{})}
	_ = nobody.Close()
	if err := server.ServeTLS(nobody, "", ""); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// serveHTTP has net/http serve one connection. It returns what net/http writes
// into its log, or the status with which it refuses what it cannot read.
func serveHTTP(conn net.Conn, config *tls.Config) (string, error) {
	var written bytes.Buffer
	told := make(chan struct{})
	version := "plaintext"
	server := http.Server{
		TLSConfig: config, ErrorLog: log.New(&written, "", 0),
		Handler: http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) {
			if request.TLS != nil {
				version = tls.VersionName(request.TLS.Version)
			}
		}),
		ConnState: func(_ net.Conn, state http.ConnState) {
			if state == http.StateClosed {
				close(told)
			}
		},
	}
	heard := &listened{Conn: conn}
	accept := &once{conn: heard, closed: make(chan struct{})}
	if config == nil {
		go func() { _ = server.Serve(accept) }()
	} else {
		go func() { _ = server.ServeTLS(accept, "", "") }()
	}
	<-told
	_ = accept.Close()
	const prefix = "http: TLS handshake error from memory: "
	if line, isOne := strings.CutPrefix(strings.TrimSpace(written.String()), prefix); isOne {
		return "", errors.New(line)
	}
	if status, isOne := strings.CutPrefix(heard.line(), "HTTP/1.1 4"); isOne && config == nil {
		return "", errors.New("4" + status)
	}
	return version, nil
}

// dialHTTP has net/http's client make a request, and returns the refusal that is
// no error for it.
func dialHTTP(conn net.Conn, config *tls.Config, address string) (string, error) {
	scheme := "https"
	if config == nil {
		scheme = "http"
	}
	client := http.Client{Transport: &http.Transport{
		TLSClientConfig: config, DisableKeepAlives: true,
		Dial: func(string, string) (net.Conn, error) { return conn, nil },
	}}
	// No address is read as a URL: not all of them are one.
	response, err := client.Do(&http.Request{Method: http.MethodGet, URL: &url.URL{Scheme: scheme, Host: address, Path: "/"}, Header: http.Header{}})
	if err != nil {
		// Where the answer comes before all is asked, net/http says so too.
		words := strings.TrimPrefix(errors.Unwrap(err).Error(), "readLoopPeekFailLocked: ")
		return "", errors.New(words)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return "", errors.New(strings.TrimSpace(string(must(io.ReadAll(response.Body)))))
	}
	if response.TLS == nil {
		return "plaintext", nil
	}
	return tls.VersionName(response.TLS.Version), nil
}

// once is a listener of one connection.
type once struct {
	conn   net.Conn
	closed chan struct{}
	lock   sync.Mutex
}

func (o *once) Accept() (net.Conn, error) {
	o.lock.Lock()
	conn := o.conn
	o.conn = nil
	o.lock.Unlock()
	if conn != nil {
		return conn, nil
	}
	<-o.closed
	return nil, net.ErrClosed
}

func (o *once) Close() error {
	o.lock.Lock()
	defer o.lock.Unlock()
	select {
	case <-o.closed:
	default:
		close(o.closed)
	}
	return nil
}

func (o *once) Addr() net.Addr { return nowhere{} }

// listened keeps the beginning of what is written.
type listened struct {
	net.Conn
	lock  sync.Mutex
	first []byte
}

func (l *listened) Write(bytes []byte) (int, error) {
	l.lock.Lock()
	if len(l.first) < 64 {
		l.first = append(l.first, bytes...)
	}
	l.lock.Unlock()
	return l.Conn.Write(bytes)
}

func (l *listened) line() string {
	l.lock.Lock()
	defer l.lock.Unlock()
	line, _, _ := strings.Cut(string(l.first), "\r\n")
	return line
}
