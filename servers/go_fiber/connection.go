// Two things that net/http does with connections and fasthttp does not, so the listener that it is given does them.
//
// A connection that is closed while its peer still sends is reset, and the peer loses the answer that says why: its own
// half is closed first, and what comes is read for a while. And when no descriptor is left, the server waits for one
// instead of leaving.
package main

import (
	"errors"
	"io"
	"net"
	"syscall"
	"time"
)

const (
	lingerLimit = 500 * time.Millisecond
	acceptPause = 50 * time.Millisecond
)

type patientListener struct{ net.Listener }

func (l patientListener) Accept() (net.Conn, error) {
	for {
		accepted, err := l.Listener.Accept()
		switch {
		case errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE):
			time.Sleep(acceptPause)
		case err != nil:
			return nil, err
		default:
			return &connection{TCPConn: accepted.(*net.TCPConn)}, nil
		}
	}
}

type connection struct {
	*net.TCPConn
	unread bool // a body is under way that nobody will read; limitBody and copyBody say so
}

func (c *connection) Close() error {
	if c.unread {
		c.CloseWrite()
		c.SetReadDeadline(time.Now().Add(lingerLimit))
		io.Copy(io.Discard, c.TCPConn)
	}
	return c.TCPConn.Close()
}
