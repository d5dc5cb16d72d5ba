// Applies one ConfigMap after another on many connections, and does nothing else: what an API server can take.
//
//	go run main.go SERVER AUTHORITY NAMESPACE FILE CONNECTIONS   (the token on standard input)
//
// FILE has an object on each line, ready to be sent: its name, a tab, and the JSON.
//
// Prints the seconds it took, and how many answers were no success.
package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

func main() {
	server, namespace := os.Args[1], os.Args[3]
	authority, err := os.ReadFile(os.Args[2])
	check(err)
	file, err := os.ReadFile(os.Args[4])
	check(err)
	objects := bytes.Split(bytes.TrimSpace(file), []byte("\n"))
	connections, err := strconv.Atoi(os.Args[5])
	check(err)
	token, err := io.ReadAll(os.Stdin)
	check(err)

	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority)
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig:     &tls.Config{RootCAs: roots},
		TLSNextProto:        map[string]func(string, *tls.Conn) http.RoundTripper{}, // a connection each, as HTTP/1.1
		MaxIdleConnsPerHost: connections,
	}}
	var next, failed atomic.Int64
	var workers sync.WaitGroup
	started := time.Now()
	for range connections {
		workers.Go(func() {
			for number := next.Add(1); number <= int64(len(objects)); number = next.Add(1) {
				name, body, _ := bytes.Cut(objects[number-1], []byte("\t"))
				url := fmt.Sprintf("%s/api/v1/namespaces/%s/configmaps/%s?fieldManager=raw&force=false", server, namespace, name)
				request, err := http.NewRequest(http.MethodPatch, url, bytes.NewReader(body))
				check(err)
				request.Header.Set("Content-Type", "application/apply-patch+yaml")
				request.Header.Set("Authorization", "Bearer "+string(token))
				answer, err := client.Do(request)
				if err != nil {
					failed.Add(1)
					continue
				}
				io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
				if answer.StatusCode >= 300 {
					failed.Add(1)
				}
			}
		})
	}
	workers.Wait()
	fmt.Printf("%.3f %d\n", time.Since(started).Seconds(), failed.Load())
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
