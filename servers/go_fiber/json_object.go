// GET /json: read a query, check each parameter, answer with a small object.
package main

import (
	"errors"
	"fmt"

	"github.com/gofiber/fiber/v3"
)

const (
	maxID        = 1_000_000_000
	idExpected   = "id must be a whole number from 1 to 1000000000"
	boolExpected = "active must be 'true' or 'false'"
	tagExpected  = "tag must be there and must not be empty"
)

type object struct {
	ID      uint64   `json:"id"`
	NextID  uint64   `json:"next_id"`
	Message string   `json:"message"`
	Active  bool     `json:"active"`
	Tags    []string `json:"tags"`
}

func jsonObject(c fiber.Ctx) error {
	document, err := parseObject(c)
	if err != nil {
		return fiber.NewError(fiber.StatusBadRequest, err.Error())
	}
	return jsonAnswer(c, fiber.StatusOK, document)
}

func parseObject(c fiber.Ctx) (object, error) {
	// A number without a sign: fiber takes digits alone, and gives 0 for anything else.
	id := fiber.Query[uint64](c, "id")
	if id < 1 || id > maxID {
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
	var tags []string
	for _, tag := range c.RequestCtx().QueryArgs().PeekMulti("tag") {
		if len(tag) == 0 {
			return object{}, errors.New(tagExpected)
		}
		tags = append(tags, string(tag))
	}
	if len(tags) == 0 {
		return object{}, errors.New(tagExpected)
	}
	return object{ID: id, NextID: id + 1, Message: message, Active: active == "true", Tags: tags}, nil
}
