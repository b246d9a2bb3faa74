// GET /json: read a query, check each parameter, answer with a small object.
package main

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/labstack/echo/v5"
)

const (
	maxID        = 1_000_000_000
	idExpected   = "id must be a whole number from 1 to 1000000000"
	boolExpected = "active must be 'true' or 'false'"
)

type object struct {
	ID      uint64   `json:"id"`
	NextID  uint64   `json:"next_id"`
	Message string   `json:"message"`
	Active  bool     `json:"active"`
	Tags    []string `json:"tags"`
}

func jsonObject(c *echo.Context) error {
	document, err := parseObject(c)
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, err.Error())
	}
	return jsonAnswer(c, http.StatusOK, document)
}

func parseObject(c *echo.Context) (object, error) {
	var id uint64
	var message, active string
	var tags []string
	err := echo.QueryParamsBinder(c).
		Uint64("id", &id).
		String("message", &message).
		String("active", &active).
		Strings("tag", &tags).
		BindError()
	if err != nil || id < 1 || id > maxID {
		return object{}, errors.New(idExpected) // a text takes anything, so the error can only be id's
	}
	if !isText(message) {
		return object{}, fmt.Errorf("message must have 1 to %d characters", maxText)
	}
	if active != "true" && active != "false" {
		return object{}, errors.New(boolExpected)
	}
	if len(tags) == 0 || slices.Contains(tags, "") {
		return object{}, errors.New("tag must be there and must not be empty")
	}
	return object{ID: id, NextID: id + 1, Message: message, Active: active == "true", Tags: tags}, nil
}
