// SPDX-License-Identifier: Apache-2.0
// A line of text a message, over a TCP connection on loopback.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

namespace beside {

inline sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(std::uint16_t(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

class Lines {
  public:
    explicit Lines(int descriptor) : descriptor(descriptor) {
        const int yes = 1;
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    }
    /// Whether it left.
    bool say(const std::string& line) const {
        const std::string text = line + "\n";
        return send(descriptor, text.data(), text.size(), MSG_NOSIGNAL) == ssize_t(text.size());
    }
    /// Reads what is there, waiting for some; false at the end.
    bool read() {
        char some[65'536];
        const ssize_t count = recv(descriptor, some, sizeof some, 0);
        if (count <= 0) return false;
        buffer.append(some, std::size_t(count));
        return true;
    }
    /// The next whole line that was read.
    bool next(std::string& line) {
        const std::size_t end = buffer.find('\n', begin);
        if (end == std::string::npos) {
            buffer.erase(0, begin);
            begin = 0;
            return false;
        }
        line = buffer.substr(begin, end - begin);
        begin = end + 1;
        return true;
    }

    const int descriptor;

  private:
    std::string buffer;
    std::size_t begin = 0;
};

}  // namespace beside
