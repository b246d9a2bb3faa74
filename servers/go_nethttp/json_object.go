// GET /json: read a query, check each parameter, answer with a small object.
package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

const (
	maxID        = 1_000_000_000
	idExpected   = "id must be a whole number from 1 to 1000000000"
	boolExpected = "active must be 'true' or 'false'"
)

type object struct {
	ID      int64    `json:"id"`
	NextID  int64    `json:"next_id"`
	Message string   `json:"message"`
	Active  bool     `json:"active"`
	Tags    []string `json:"tags"`
}

func jsonObject(w http.ResponseWriter, r *http.Request) {
	document, err := parseObject(r.URL.RawQuery)
	if err != nil {
		errorAnswer(w, http.StatusBadRequest, err.Error())
		return
	}
	jsonAnswer(w, http.StatusOK, document)
}

func parseObject(query string) (object, error) {
	parameters, err := url.ParseQuery(query)
	if err != nil {
		return object{}, fmt.Errorf("the query cannot be read: %w", err)
	}
	// ParseUint takes digits alone: no sign, no fraction, no underscore.
	id, err := strconv.ParseUint(parameters.Get("id"), 10, 64)
	if err != nil || id < 1 || id > maxID {
		return object{}, errors.New(idExpected)
	}
	message := parameters.Get("message")
	if !isText(message) {
		return object{}, fmt.Errorf("message must have 1 to %d characters", maxText)
	}
	active := parameters.Get("active")
	if active != "true" && active != "false" {
		return object{}, errors.New(boolExpected)
	}
	tags := parameters["tag"]
	if len(tags) == 0 || slices.Contains(tags, "") {
		return object{}, errors.New("tag must be there and must not be empty")
	}
	return object{ID: int64(id), NextID: int64(id) + 1, Message: message, Active: active == "true", Tags: tags}, nil
}
