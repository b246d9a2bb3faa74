// How large a body may be. fasthttp hands bodies over as a stream, and leaves three things to this file: it does not count
// them, it takes what nobody read for the next request, and a stream must not be read behind its end.
package main

import (
	"fmt"
	"io"

	"github.com/gofiber/fiber/v3"
)

const maxBodyBytes = 16 << 20

var errTooLarge = fiber.NewError(fiber.StatusRequestEntityTooLarge, fmt.Sprintf("the body is larger than %d bytes", maxBodyBytes))

// limitBody stands before every path. The connection ends with a request whose body nobody reads.
func limitBody(c fiber.Ctx) error {
	if !c.Request().IsBodyStream() {
		return c.Next()
	}
	setUnread(c, true)
	if c.Request().Header.ContentLength() > maxBodyBytes {
		return errTooLarge
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
