// How large a body may be. fasthttp hands bodies over as a stream, and leaves four things to this file: it does not
// count them, it waits for the first 8 KiB before it asks anybody, it takes what nobody read for the next request,
// and a stream must not be read behind its end.
package main

import (
	"fmt"
	"io"

	"github.com/gofiber/fiber/v3"
	"github.com/valyala/fasthttp"
)

const (
	maxBodyBytes = 16 << 20
	tooLarge     = "X-Body-Too-Large" // a client that sends it itself gets the same refusal
)

var errTooLarge = fiber.NewError(fiber.StatusRequestEntityTooLarge,
	fmt.Sprintf("the body is larger than %d bytes", maxBodyBytes))

// headerReceived takes its length off a body that is too large, so that fasthttp does not wait for it and tells no
// client to continue.
func headerReceived(header *fasthttp.RequestHeader) fasthttp.RequestConfig {
	if header.ContentLength() > maxBodyBytes {
		header.SetContentLength(0)
		header.Del(fiber.HeaderExpect)
		header.Set(tooLarge, "")
	}
	return fasthttp.RequestConfig{}
}

// limitBody stands before every path. The connection ends with a request whose body nobody reads.
func limitBody(c fiber.Ctx) error {
	if !c.Request().IsBodyStream() {
		return c.Next()
	}
	header := &c.Request().Header
	if header.Peek(tooLarge) != nil {
		setUnread(c, true)
		return errTooLarge
	}
	if header.ContentLength() != 0 {
		setUnread(c, true)
	}
	return c.Next()
}

// copyBody is the only one that reads a body; it keeps the connection after the last byte.
func copyBody(c fiber.Ctx, to io.Writer) (int64, error) {
	if !c.Request().IsBodyStream() {
		return 0, nil
	}
	bytes, err := io.Copy(to, io.LimitReader(c.Request().BodyStream(), maxBodyBytes+1))
	if err != nil {
		return bytes, fiber.NewError(fiber.StatusBadRequest, "the body could not be read: "+err.Error())
	}
	if bytes > maxBodyBytes {
		return bytes, errTooLarge
	}
	setUnread(c, false)
	return bytes, nil
}

func setUnread(c fiber.Ctx, unread bool) {
	if unread {
		c.Response().Header.SetConnectionClose()
	} else {
		c.Response().Header.ResetConnectionClose()
	}
	c.RequestCtx().Conn().(*connection).unread = unread
}
