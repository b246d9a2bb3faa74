// GET /plaintext: a fixed text, what HTTP costs alone.
package main

import (
	"io"
	"net/http"
)

func plaintext(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	io.WriteString(w, "Hello, World!")
}
