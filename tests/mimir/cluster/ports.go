package cluster

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
)

// Ports are taken below those that the system gives to whoever dials, which could
// be given away before a process listens there; and of a block that is this
// program's alone as long as it runs, since others start processes at once.
const (
	firstPort = 10_000
	blocks    = 44
	blockSize = 500
)

var ports struct {
	sync.Mutex
	lock *os.File
	base int
	next int
}

// FreeAddresses are so many that nobody listens at, each given out once.
func FreeAddresses(t *testing.T, count int) []Address {
	t.Helper()
	free, err := FreePorts(count)
	if err != nil {
		t.Fatal(err)
	}
	var addresses []Address
	for _, port := range free {
		addresses = append(addresses, Address{"127.0.0.1", port})
	}
	return addresses
}

// FreePorts are so many that nobody listens at, each given out once before all
// others were.
func FreePorts(count int) ([]int, error) {
	ports.Lock()
	defer ports.Unlock()
	if err := takeBlock(); err != nil {
		return nil, err
	}
	var free []int
	for range blockSize {
		if len(free) == count {
			return free, nil
		}
		port := ports.base + ports.next
		ports.next = (ports.next + 1) % blockSize
		if listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			listener.Close()
			free = append(free, port)
		}
	}
	return nil, fmt.Errorf("no %d free ports from %d on", count, ports.base)
}

// takeBlock holds a lock until the program ends.
func takeBlock() error {
	if ports.lock != nil {
		return nil
	}
	for block := range blocks {
		path := filepath.Join(os.TempDir(), fmt.Sprintf("mimir-tls-ports-%d.lock", block))
		file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return err
		}
		if syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			ports.lock, ports.base = file, firstPort+block*blockSize
			return nil
		}
		file.Close()
	}
	return fmt.Errorf("all %d blocks of ports are in use", blocks)
}
