// How large a body may be: told before it is read where the client says its length, counted while it is read elsewhere.
package main

import (
	"errors"
	"fmt"
	"net/http"
)

const maxBodyBytes = 16 << 20

// limitBody stands before every path. net/http drops the connection when too much of a body was left unread.
func limitBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > maxBodyBytes {
			bodyError(w, &http.MaxBytesError{Limit: maxBodyBytes})
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBodyBytes)
		next.ServeHTTP(w, r)
	})
}

// bodyError answers what stopped the reading of a body.
func bodyError(w http.ResponseWriter, err error) {
	if errors.As(err, new(*http.MaxBytesError)) {
		errorAnswer(w, http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is larger than %d bytes", maxBodyBytes))
		return
	}
	errorAnswer(w, http.StatusBadRequest, "the body could not be read: "+err.Error())
}
