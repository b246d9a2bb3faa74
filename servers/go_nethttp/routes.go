// Which path is answered by which function, and what everything else gets: 404, or 405 with Allow.
package main

import "net/http"

func routes() http.Handler {
	mux := http.NewServeMux()
	get(mux, "/plaintext", plaintext)
	get(mux, "/json", jsonObject)
	post(mux, "/order", order)
	post(mux, "/upload", upload)
	routing(mux)
	mux.HandleFunc("/", notFound)
	return limitBody(mux)
}

// A pattern with GET answers HEAD too. The pattern without a method is less specific: it gets what is left over.
func get(mux *http.ServeMux, path string, handler http.HandlerFunc) {
	mux.HandleFunc("GET "+path, handler)
	mux.HandleFunc(path, methodNotAllowed("GET, HEAD"))
}

func post(mux *http.ServeMux, path string, handler http.HandlerFunc) {
	mux.HandleFunc("POST "+path, handler)
	mux.HandleFunc(path, methodNotAllowed("POST"))
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
