package acme;

import io.dataflow.api.Session;

/** Runs where its first argument says; without one, where the environment says. */
public final class Plain {
    private Plain() {}

    public static void main(String[] arguments) {
        try (Session session = arguments.length == 0 ? Session.open() : Session.connect(arguments[0])) {
            System.out.println("sounds: " + Sounds.of(session));
        }
    }
}
