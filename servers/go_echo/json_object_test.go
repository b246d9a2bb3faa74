// Which queries are answered, and that the text comes out as it was meant.
package main

import (
	"testing"
)

func TestAQueryBecomesAnObject(t *testing.T) {
	status, got := send("GET", "/json?unknown=1&tag=b&message=a+b%20%26%3D%C3%A9&active=false&id=41&tag=a", nil)
	want := `{"id":41,"next_id":42,"message":"a b \u0026=é","active":false,"tags":["b","a"]}`
	if status != 200 || got != want {
		t.Errorf("got %d %s, want 200 %s", status, got, want)
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
		if status, got := send("GET", "/json?"+query, nil); status != 400 {
			t.Errorf("%q: got %d %s, want 400", query, status, got)
		}
	}
}
