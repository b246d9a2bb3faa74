// A connection that is closed while its peer still sends is reset, and the peer loses the answer that says why. net/http
// closes its own half first and waits; fasthttp does not, so the connections that it is given do.
package main

import (
	"io"
	"net"
	"time"
)

const lingerLimit = 500 * time.Millisecond

type patientListener struct{ net.Listener }

func (l patientListener) Accept() (net.Conn, error) {
	accepted, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &connection{TCPConn: accepted.(*net.TCPConn)}, nil
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
