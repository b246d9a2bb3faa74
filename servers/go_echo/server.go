// How long and how much: the listener, the limits, and a graceful end. No handler knows of any of it.
package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/labstack/echo/v5"
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
	server := echo.StartConfig{
		Listener:        listener,
		HideBanner:      true,
		HidePort:        true,
		GracefulTimeout: stopLimit,
		OnShutdownError: func(error) {}, // the process ends, and what overran the limit with it
		BeforeServeFunc: func(server *http.Server) error {
			server.ReadHeaderTimeout = headerLimit
			server.ReadTimeout = messageLimit
			server.WriteTimeout = 2 * messageLimit // net/http counts it from the end of the header
			server.IdleTimeout = idleLimit
			server.MaxHeaderBytes = headerBytes
			return nil
		},
	}
	if err := server.Start(ctx, routes()); err != nil {
		return fmt.Errorf("stopped serving: %w", err)
	}
	return nil
}
