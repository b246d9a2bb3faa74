// How large a body may be: told before it is read where the client says its length, counted while it is read elsewhere.
package main

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"
)

const maxBodyBytes = 16 << 20

// limitBody stands before every path. net/http drops the connection when too much of a body was left unread.
func limitBody(c *gin.Context) {
	if c.Request.ContentLength > maxBodyBytes {
		bodyError(c, &http.MaxBytesError{Limit: maxBodyBytes})
		return
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxBodyBytes)
}

// bodyError answers what stopped the reading of a body.
func bodyError(c *gin.Context, err error) {
	if errors.As(err, new(*http.MaxBytesError)) {
		errorAnswer(c, http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is larger than %d bytes", maxBodyBytes))
		return
	}
	errorAnswer(c, http.StatusBadRequest, "the body could not be read: "+err.Error())
}
