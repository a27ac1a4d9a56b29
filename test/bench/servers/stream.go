// An echo server in Go, a goroutine for each connection: --port N or --unix PATH.
package main

import (
	"flag"
	"log"
	"net"
)

func echo(connection net.Conn) {
	defer connection.Close()
	buffer := make([]byte, 16*1024)
	for {
		length, err := connection.Read(buffer)
		if err != nil {
			return
		}
		if _, err := connection.Write(buffer[:length]); err != nil {
			return
		}
	}
}

func main() {
	port := flag.String("port", "7001", "the TCP port")
	path := flag.String("unix", "", "or the path of a Unix socket")
	flag.Parse()
	network, address := "tcp", "127.0.0.1:"+*port
	if *path != "" {
		network, address = "unix", *path
	}
	listener, err := net.Listen(network, address)
	if err != nil {
		log.Fatal(err)
	}
	for {
		connection, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go echo(connection)
	}
}
