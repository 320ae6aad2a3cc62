package catalog

import (
	"encoding/json"
	"sync"
)

// How many are kept read at the most: the first pictures of lists, about 1 KB each, and all pictures of a product, some KB each. Beyond that
// all are forgotten: the most shown come back at once.
const (
	maxPictures = 4096
	maxAlbums   = 1024
)

// kept keeps what is stored as JSON as it was read: for pictures, which change seldom, that is most of the work of an answer outside the
// database. The zero value is ready.
type kept[T any] struct {
	mutex  sync.RWMutex
	byJSON map[string]*T
}

// read gives what a stored text says; most bounds how many are kept. Callers share it and must not change it.
func (k *kept[T]) read(stored string, most int) (*T, error) {
	k.mutex.RLock()
	value := k.byJSON[stored]
	k.mutex.RUnlock()
	if value != nil {
		return value, nil
	}
	value = new(T)
	if err := json.Unmarshal([]byte(stored), value); err != nil {
		return nil, err
	}
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if k.byJSON == nil || len(k.byJSON) >= most {
		k.byJSON = map[string]*T{}
	}
	k.byJSON[stored] = value
	return value, nil
}
