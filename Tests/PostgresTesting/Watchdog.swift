import Foundation

/// A shell that outlives a killed test process: it ends the cluster's processes and deletes its files.
///
/// It notices the end because its input, which only this process holds, is closed.
final class Watchdog: Sendable {
    private let input: CInt

    /// `$1` is the data folder, in which every process of the cluster works, `$2` its log. The first process ends the
    /// others when told, and what they share; who is still there five seconds later is killed.
    private static let script =
        """
        read -r word && exit
        each() {
            for process in /proc/[0-9]*; do
                [ "$(readlink "$process/cwd")" = "$1" ] && found=1 && kill "-$2" "${process#/proc/}"
            done
        }
        each "$1" QUIT
        for round in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do
            found=0
            each "$1" 0
            [ "$found" = 0 ] && break
            sleep 0.2
        done
        each "$1" KILL
        rm -rf -- "$1" "$2"
        """

    init(folder: URL, log: URL) throws {
        var ends: [CInt] = [0, 0]
        // Otherwise programs that start later would hold the end that this process writes to, too.
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw PostgresCluster.Failure(description: "no socket for the watchdog")
        }
        self.input = ends[1]
        defer { close(ends[0]) }
        _ = try SpawnedProgram.start(
            ["/bin/sh", "-c", Self.script, "sh", folder.resolvingSymlinksInPath().path, log.path], input: ends[0],
            output: "/dev/null")
    }

    /// Tells it that nothing is left to do.
    func dismiss() {
        // Where that fails there is nobody to tell.
        _ = send(self.input, "\n", 1, Int32(MSG_NOSIGNAL))
        close(self.input)
    }

    /// What the end of this process does.
    func abandon() {
        close(self.input)
    }
}
