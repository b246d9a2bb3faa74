// GET /json: read a query, check each parameter, answer with a small object.
package main

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"
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

func jsonObject(c *gin.Context) {
	document, err := parseObject(c)
	if err != nil {
		errorAnswer(c, http.StatusBadRequest, err.Error())
		return
	}
	jsonAnswer(c, http.StatusOK, document)
}

func parseObject(c *gin.Context) (object, error) {
	// ParseUint takes digits alone: no sign, no fraction, no underscore.
	id, err := strconv.ParseUint(c.Query("id"), 10, 64)
	if err != nil || id < 1 || id > maxID {
		return object{}, errors.New(idExpected)
	}
	message := c.Query("message")
	if !isText(message) {
		return object{}, fmt.Errorf("message must have 1 to %d characters", maxText)
	}
	active := c.Query("active")
	if active != "true" && active != "false" {
		return object{}, errors.New(boolExpected)
	}
	tags := c.QueryArray("tag")
	if len(tags) == 0 || slices.Contains(tags, "") {
		return object{}, errors.New("tag must be there and must not be empty")
	}
	return object{ID: int64(id), NextID: int64(id) + 1, Message: message, Active: active == "true", Tags: tags}, nil
}
