// How long and how much: the listener, the limits of fasthttp, and a graceful end. No handler knows of any of it.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
	"time"

	"github.com/gofiber/fiber/v3"
)

const (
	idleLimit      = 65 * time.Second // a proxy in front usually keeps its side for 60 s: it should be the one to close
	messageLimit   = 30 * time.Second // a whole request, header and body, and as much to take the answer
	headerBytes    = 32 << 10         // fasthttp reads a header into one buffer
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
	return patientListener{listener}, nil
}

func limits() fiber.Config {
	return fiber.Config{
		// A path is what it is: /plaintext/ and /Plaintext are others.
		CaseSensitive: true,
		StrictRouting: true,
		// A body is handed over while it arrives, whatever its type; limits.go limits it.
		StreamRequestBody:            true,
		DisablePreParseMultipartForm: true,
		BodyLimit:                    maxBodyBytes,
		ReadBufferSize:               headerBytes,
		ReadTimeout:                  messageLimit,
		WriteTimeout:                 messageLimit,
		IdleTimeout:                  idleLimit,
		ErrorHandler:                 errorAnswer,
	}
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
	app := routes()
	// What fiber has no word for.
	app.Server().CloseOnShutdown = true
	app.Server().HeaderReceived = headerReceived
	app.Server().SecureErrorLogMessage = true // or a refusal would hold the header that it refuses
	failed := make(chan error, 1)
	go func() { failed <- app.Listener(listener, fiber.ListenConfig{DisableStartupMessage: true}) }()

	select {
	case err := <-failed:
		return fmt.Errorf("stopped serving: %w", err)
	case <-ctx.Done():
	}
	err := app.ShutdownWithTimeout(stopLimit)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil // the process ends, and what overran the limit with it
	}
	return err
}
