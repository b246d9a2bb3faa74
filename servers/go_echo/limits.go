// How large a body may be: told before it is read where the client says its length, counted while it is read elsewhere.
package main

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v5"
	"github.com/labstack/echo/v5/middleware"
)

const maxBodyBytes = 16 << 20

// limitBody stands before every path. net/http drops the connection when too much of a body was left unread.
func limitBody() echo.MiddlewareFunc {
	return middleware.BodyLimit(maxBodyBytes)
}

// bodyError tells what stopped the reading of a body. 413 and 415 stay what they are; of a 400 the cause is told.
func bodyError(err error) error {
	if status := echo.StatusCode(err); status != 0 && status != http.StatusBadRequest {
		return err
	}
	if cause := errors.Unwrap(err); cause != nil {
		err = cause
	}
	return echo.NewHTTPError(http.StatusBadRequest, "the body could not be read: "+err.Error())
}
