package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

const maxAnswer = 64 << 10 // bytes of a provider's answer that we read

// post is an address that takes JSON.
type post struct {
	client *http.Client
	url    string
	token  string // bearer
}

func newPost(url, token string) post {
	return post{
		client: &http.Client{
			Timeout: 10 * time.Second,
			// A redirect would carry the token and the words to another host.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		url: url, token: token,
	}
}

// do sends JSON and returns the provider's answer. Its errors never hold the address, which may carry a key.
func (p post) do(ctx context.Context, in any) (status int, body []byte, err error) {
	raw, err := json.Marshal(in)
	if err != nil {
		return 0, nil, fmt.Errorf("encode the request: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url, bytes.NewReader(raw))
	if err != nil {
		return 0, nil, Refuse("the provider's address is wrong")
	}
	request.Header.Set("Content-Type", "application/json")
	if p.token != "" {
		request.Header.Set("Authorization", "Bearer "+p.token)
	}
	response, err := p.client.Do(request)
	if err != nil {
		return 0, nil, fmt.Errorf("the provider did not answer: %w", withoutURL(err))
	}
	defer func() { _ = response.Body.Close() }()
	body, err = io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return 0, nil, fmt.Errorf("the provider broke off its answer: %w", err)
	}
	return response.StatusCode, body, nil
}

// outcomeOf sorts a status: nil for success, a refusal where a later try cannot help, else an error to try again.
func outcomeOf(status int) error {
	switch {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusRequestTimeout || status == http.StatusTooManyRequests || status >= 500:
		return fmt.Errorf("the provider answered %d", status)
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return fmt.Errorf("the provider answered %d: check its key", status) // ours to mend, so the message waits
	default:
		return Refuse(fmt.Sprintf("the provider answered %d", status))
	}
}

// withoutURL drops the address that net/http puts into its errors.
func withoutURL(err error) error {
	var urlErr *url.Error
	if errors.As(err, &urlErr) {
		return urlErr.Err
	}
	return err
}
