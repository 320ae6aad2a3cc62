package router

import (
	"net/http"
	"strings"
)

// answerHead answers HEAD as GET, for those who only ask whether a page is there: net/http sends what the handler says of the answer and
// keeps the body. Pictures answer HEAD themselves, without reading the object.
func answerHead(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead && !strings.HasPrefix(r.URL.Path, "/media/") {
			asked := *r // the server looks at its own request when it writes
			asked.Method = http.MethodGet
			r = &asked
		}
		next.ServeHTTP(w, r)
	})
}
