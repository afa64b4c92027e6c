package main

import (
	"io"
	"net"
	"sync"
	"time"
)

// pipe is two ends in memory that hold what was written until it is read, so
// that neither side waits for the other to listen, and an alert is never lost.
func pipe() (net.Conn, net.Conn) {
	there, back := newStream(), newStream()
	return &end{read: back, write: there}, &end{read: there, write: back}
}

type stream struct {
	lock   sync.Mutex
	more   *sync.Cond
	bytes  []byte
	closed bool
}

func newStream() *stream {
	stream := new(stream)
	stream.more = sync.NewCond(&stream.lock)
	return stream
}

type end struct{ read, write *stream }

func (e *end) Read(into []byte) (int, error) {
	s := e.read
	s.lock.Lock()
	defer s.lock.Unlock()
	for len(s.bytes) == 0 {
		if s.closed {
			return 0, io.EOF
		}
		s.more.Wait()
	}
	count := copy(into, s.bytes)
	s.bytes = s.bytes[count:]
	return count, nil
}

// Write never fails: on a network the words of a peer that is gone are lost too.
func (e *end) Write(bytes []byte) (int, error) {
	s := e.write
	s.lock.Lock()
	defer s.lock.Unlock()
	if !s.closed {
		s.bytes = append(s.bytes, bytes...)
		s.more.Signal()
	}
	return len(bytes), nil
}

// Close says that nothing more comes from this end.
func (e *end) Close() error {
	s := e.write
	s.lock.Lock()
	defer s.lock.Unlock()
	s.closed = true
	s.more.Signal()
	return nil
}

type nowhere struct{}

func (nowhere) Network() string { return "memory" }
func (nowhere) String() string  { return "memory" }

func (*end) LocalAddr() net.Addr              { return nowhere{} }
func (*end) RemoteAddr() net.Addr             { return nowhere{} }
func (*end) SetDeadline(time.Time) error      { return nil }
func (*end) SetReadDeadline(time.Time) error  { return nil }
func (*end) SetWriteDeadline(time.Time) error { return nil }
