// The two shapes of an answer with a JSON body: a document, and {"error": a sentence}.
package main

import (
	"encoding/json"
	"net/http"
	"strconv"
)

type failure struct {
	Error string `json:"error"`
}

func jsonAnswer(w http.ResponseWriter, status int, document any) {
	body, err := json.Marshal(document)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "application/json")
	// net/http finds the length of a short answer by itself; above 2 KiB it would send chunks instead.
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	w.Write(body)
}

func errorAnswer(w http.ResponseWriter, status int, sentence string) {
	jsonAnswer(w, status, failure{Error: sentence})
}
