package acme;

import io.dataflow.api.Session;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The same as {@link Plain}, as a Spring Boot application. */
@SpringBootApplication
public class Application implements CommandLineRunner {
    public static void main(String[] arguments) {
        SpringApplication.run(Application.class, arguments);
    }

    @Override
    public void run(String... arguments) {
        try (Session session = arguments.length == 0 ? Session.open() : Session.connect(arguments[0])) {
            System.out.println("sounds: " + Sounds.of(session));
        }
    }
}
