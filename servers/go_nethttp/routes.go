// Which path is answered by which function, and what everything else gets: 404, or 405 with Allow.
package main

import "net/http"

func routes() http.Handler {
	mux := http.NewServeMux()
	// A pattern with GET answers HEAD too. The pattern without a method is less specific: it gets what is left over.
	mux.HandleFunc("GET /plaintext", plaintext)
	mux.HandleFunc("/plaintext", methodNotAllowed("GET, HEAD"))
	mux.HandleFunc("GET /json", jsonObject)
	mux.HandleFunc("/json", methodNotAllowed("GET, HEAD"))
	mux.HandleFunc("POST /order", order)
	mux.HandleFunc("/order", methodNotAllowed("POST"))
	mux.HandleFunc("/", notFound)
	return mux
}

func notFound(w http.ResponseWriter, r *http.Request) {
	errorAnswer(w, http.StatusNotFound, "no such path")
}

func methodNotAllowed(allowed string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", allowed)
		errorAnswer(w, http.StatusMethodNotAllowed, "this path answers only "+allowed)
	}
}
