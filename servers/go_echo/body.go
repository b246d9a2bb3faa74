// How large a body may be, told before it is read where the client says its length, and counted while it is read elsewhere.
package main

import (
	"net/http"

	"github.com/labstack/echo/v5"
	"github.com/labstack/echo/v5/middleware"
)

const maxBodyBytes = 16 << 20

// limitBody stands before every path. net/http drops the connection when too much of a body was left unread.
func limitBody() echo.MiddlewareFunc {
	return middleware.BodyLimit(maxBodyBytes)
}

// bodyError tells what stopped the reading of a body; what the limit says stays as it is.
func bodyError(err error) error {
	if echo.StatusCode(err) == http.StatusRequestEntityTooLarge {
		return err
	}
	return echo.NewHTTPError(http.StatusBadRequest, "the body could not be read: "+err.Error())
}
