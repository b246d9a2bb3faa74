// Which queries are answered, and that the text comes out as it was meant.
package main

import (
	"reflect"
	"testing"
)

func TestAQueryBecomesAnObject(t *testing.T) {
	got, err := parseObject("unknown=1&tag=b&message=a+b%20%26%3D%C3%A9&active=false&id=41&tag=a")
	if err != nil {
		t.Fatal(err)
	}
	want := object{ID: 41, NextID: 42, Message: "a b &=é", Active: false, Tags: []string{"b", "a"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestAQueryThatMissesSomethingIsRefused(t *testing.T) {
	for _, query := range []string{
		"",
		"message=m&active=true&tag=t",
		"id=1&active=true&tag=t",
		"id=1&message=&active=true&tag=t",
		"id=1&message=m&tag=t",
		"id=1&message=m&active=1&tag=t",
		"id=1&message=m&active=true",
		"id=1&message=m&active=true&tag=t&tag=",
		"id=0&message=m&active=true&tag=t",
		"id=1000000001&message=m&active=true&tag=t",
		"id=99999999999999999999&message=m&active=true&tag=t",
		"id=1.5&message=m&active=true&tag=t",
		"id=-1&message=m&active=true&tag=t",
		"id=%2B1&message=m&active=true&tag=t",
	} {
		if _, err := parseObject(query); err == nil {
			t.Errorf("accepted %q", query)
		}
	}
}
