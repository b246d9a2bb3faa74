// How long and how much: the listener, the limits of http.Server, and a graceful end. No handler knows of any of it.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"
)

const (
	idleLimit      = 65 * time.Second // a proxy in front usually keeps its side for 60 s: it should be the one to close
	headerLimit    = 10 * time.Second
	messageLimit   = 30 * time.Second // a whole request, and as much again to take the answer
	headerBytes    = 28 << 10         // net/http adds 4 KiB of slack of its own: 32 KiB in all
	stopLimit      = 1500 * time.Millisecond
	minDescriptors = 16 // Go's own and a handful of connections
)

// listen takes the port before anything is said to be ready. Go asks for the system's largest backlog
// (net.core.somaxconn) and sets TCP_NODELAY on what it accepts.
func listen(port int) (net.Listener, error) {
	if err := checkDescriptors(); err != nil {
		return nil, fmt.Errorf("cannot listen on port %d: %w", port, err)
	}
	listener, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return nil, fmt.Errorf("cannot listen on port %d: %w", port, err)
	}
	return listener, nil
}

// checkDescriptors refuses what Go's runtime would end in a trace for, as soon as it waits for its first socket.
func checkDescriptors() error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err == nil && limit.Cur < minDescriptors {
		return fmt.Errorf("only %d descriptors are allowed, at least %d are needed: raise the limit (ulimit -n)",
			limit.Cur, minDescriptors)
	}
	return nil
}

// serve answers until ctx ends, then lets requests in flight finish, but not longer than stopLimit.
func serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:           routes(),
		ReadHeaderTimeout: headerLimit,
		ReadTimeout:       messageLimit,
		WriteTimeout:      2 * messageLimit, // net/http counts it from the end of the header
		IdleTimeout:       idleLimit,
		MaxHeaderBytes:    headerBytes,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()

	select {
	case err := <-failed:
		return fmt.Errorf("stopped serving: %w", err)
	case <-ctx.Done():
	}
	deadline, cancel := context.WithTimeout(context.Background(), stopLimit)
	defer cancel()
	err := server.Shutdown(deadline)
	if errors.Is(err, context.DeadlineExceeded) {
		return server.Close()
	}
	return err
}
