package io.dataflow.api.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodType;
import org.junit.jupiter.api.Test;

class FunctionIdentityTest {
    record Person(String name, String town) {}

    private record Named(String name) implements Fn1<Person, String> {
        private static final long serialVersionUID = 1L;

        @Override
        public String apply(Person person) {
            return name;
        }
    }

    private static Fn1<Person, String> town() {
        return Person::town;
    }

    private static Fn1<Person, String> constant(String value) {
        return person -> value;
    }

    @Test
    void a_reference_to_a_method_is_the_same_wherever_it_is_written() {
        Fn1<Person, String> town = Person::town;

        assertThat(FunctionIdentity.areSame(town, town())).isTrue();
        assertThat(FunctionIdentity.areSame(town, town)).isTrue();
    }

    @Test
    void other_methods_and_lambdas_are_not_the_same() {
        Fn1<Person, String> town = Person::town;
        Fn1<Person, String> name = Person::name;
        Fn1<Person, String> lambda = person -> person.town();

        assertThat(FunctionIdentity.areSame(town, name)).isFalse();
        assertThat(FunctionIdentity.areSame(town, lambda)).isFalse();
    }

    @Test
    void what_captures_something_is_the_same_only_as_itself() {
        Fn1<Person, String> one = constant("a");

        assertThat(FunctionIdentity.areSame(one, one)).isTrue();
        assertThat(FunctionIdentity.areSame(one, constant("a"))).isFalse();
    }

    @Test
    void an_object_is_the_same_only_as_itself() {
        Fn1<Person, String> one = new Named("a");

        assertThat(FunctionIdentity.areSame(one, one)).isTrue();
        assertThat(FunctionIdentity.areSame(one, new Named("a"))).isFalse();
        assertThat(FunctionIdentity.areSame(one, (Fn1<Person, String>) Person::name))
                .isFalse();
    }

    @Test
    void a_reference_to_a_method_is_known_and_a_lambda_that_calls_it_is_not() {
        MethodType accessor = MethodType.methodType(String.class);
        Person someone = new Person("Ada", "London");
        Fn1<Person, String> town = Person::town;
        Fn1<Person, String> lambda = person -> person.town();
        Fn0<String> captured = someone::town;

        assertThat(FunctionIdentity.isMethod(town, Person.class, "town", accessor))
                .isTrue();
        assertThat(FunctionIdentity.isMethod(lambda, Person.class, "town", accessor))
                .isFalse();
        assertThat(FunctionIdentity.isMethod(captured, Person.class, "town", accessor))
                .isFalse();
        assertThat(FunctionIdentity.isMethod(town, Person.class, "name", accessor))
                .isFalse();
        assertThat(FunctionIdentity.isMethod(town, Named.class, "town", accessor))
                .isFalse();
        assertThat(FunctionIdentity.isMethod(new Named("town"), Person.class, "town", accessor))
                .isFalse();
    }

    @Test
    void a_reference_to_a_constructor_is_known_by_its_signature() {
        Fn2<String, String, Person> constructor = Person::new;
        MethodType twoStrings = MethodType.methodType(void.class, String.class, String.class);

        assertThat(FunctionIdentity.isMethod(constructor, Person.class, "<init>", twoStrings))
                .isTrue();
        assertThat(FunctionIdentity.isMethod(constructor, Person.class, "<init>", MethodType.methodType(void.class)))
                .isFalse();
    }
}
